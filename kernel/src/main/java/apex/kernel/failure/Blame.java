package apex.kernel.failure;

/// Whose move it is when something failed: decides retries, alarms and the words a person reads.
public enum Blame {
  /// The request was wrong; sending it again changes nothing.
  CALLER,
  /// Too much at once; the same request may pass later.
  LOAD,
  /// A part of the house, or something it needs, does not work.
  OURS
}
