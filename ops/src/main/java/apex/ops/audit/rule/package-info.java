/// What is looked for: each [Check] turns the facts of a [CodeBase] into findings of one or more
/// rules of the [Catalogue]. A check never reads source and never depends on the order of files.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.rule;
