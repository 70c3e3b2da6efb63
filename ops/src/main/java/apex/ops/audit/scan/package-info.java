/// Reads all files of a tree at once, as many as there are cores, and remembers what they said.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.scan;
