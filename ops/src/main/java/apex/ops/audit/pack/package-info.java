/// Rules as data: what calls, imports and awaits of which library are out of date. Shipped ones lie
/// beside the classes as YAML; a project may name more.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.pack;
