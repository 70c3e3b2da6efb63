/// What a command sees of the machine it runs on: [Surroundings] with its [Terminal], and the ways
/// to show things there. Knows no house.
@org.jspecify.annotations.NullMarked
package apex.ops.terminal;
