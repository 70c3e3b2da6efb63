/// Load that a measurement makes, and the times it comes to. Each measurement may use it; it knows
/// none of them.
@org.jspecify.annotations.NullMarked
package apex.bench.load;
