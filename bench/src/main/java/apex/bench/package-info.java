/// Measurements: [Main] runs them, each prints the machine and its settings beside its figures, and
/// a floor measured in the same run. Never packaged with the house.
@org.jspecify.annotations.NullMarked
package apex.bench;
