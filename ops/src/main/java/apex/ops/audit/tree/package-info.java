/// What lies under a path: which files are source, which are skipped and why. Respects `.gitignore`
/// and leaves nothing out in silence.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.tree;
