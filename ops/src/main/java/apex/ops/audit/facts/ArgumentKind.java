package apex.ops.audit.facts;

/// What the first positional argument of a call is. A name counts as text when this file only ever
/// binds it to text.
public enum ArgumentKind {
  ABSENT,
  TEXT,
  OTHER
}
