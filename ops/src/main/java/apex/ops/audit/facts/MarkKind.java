package apex.ops.audit.facts;

/// The small things a file can hold.
public enum MarkKind {
  /// The environment is read; the subject says how.
  ENVIRONMENT,
  /// A test marker is used.
  MARKER_USED,
  /// A test marker is declared.
  MARKER_DECLARED,
  /// A literal that looks like a secret: the subject is its kind, the detail the masked text.
  SECRET,
  /// A method that replaces one of the same class; the detail is the line of the first.
  METHOD_AGAIN,
  /// `await subject(…)`; the detail is the class around it.
  AWAIT,
  /// A member of something is compared: `Status.DONE`; the detail is `==` or `is`.
  COMPARISON,
  /// An attribute of something imported is read.
  ATTRIBUTE,
  /// An attribute of something imported is set.
  ATTRIBUTE_SET,
  /// A function, or `Class.method`, that surely returns nothing that can be awaited.
  PLAIN_FUNCTION,
  /// A function that makes a context manager.
  CONTEXT_MANAGER,
  /// A name the module says it exports.
  EXPORT,
  /// The result of calling the subject is used as if it were the thing; the detail is the
  /// attribute.
  UNENTERED,
  /// A function or method with its parameters as detail, for packs that ask.
  PARAMETERS
}
