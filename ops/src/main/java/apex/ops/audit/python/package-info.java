/// Reads Python source: [Encoding] gives UTF-8 bytes, [Lexer] tokens, [Grammar] checks every
/// statement against the language's grammar (3.0 to 3.14) and tells a [Listener] what it met;
/// [PythonReader] makes facts of that. Nothing is read in part: what does not fit the grammar makes
/// the whole file unreadable. Knows nothing of rules.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.python;
