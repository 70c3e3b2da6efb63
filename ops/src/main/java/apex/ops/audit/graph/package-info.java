/// Which module needs which: cycles as strongly connected components, and where to cut them.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.graph;
