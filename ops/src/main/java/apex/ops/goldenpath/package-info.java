/// The golden path, written once: [GoldenPath#walk] signs in, asks, and holds what came against
/// what the protocol promises. The launcher's test walks it through the house on one machine, the
/// command `golden-path` through any deployment. Reads the wire only.
@org.jspecify.annotations.NullMarked
package apex.ops.goldenpath;
