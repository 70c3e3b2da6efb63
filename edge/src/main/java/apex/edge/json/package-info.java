/// JSON as the whole house writes and reads it: [Json]. The one package of the edge that others
/// than `api` packages may use. Knows no wire shape.
@org.jspecify.annotations.NullMarked
package apex.edge.json;
