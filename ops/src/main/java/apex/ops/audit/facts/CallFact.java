package apex.ops.audit.facts;

import java.util.List;

/// A call of something a rule pack asks for.
///
/// @param callee dotted; `()` and `[]` stand for calls and subscripts on the way:
///   `session().execute`
/// @param argument what the first positional argument is
/// @param text of that argument when it is text
/// @param keywords arguments given by name
public record CallFact(
    int line, String callee, ArgumentKind argument, String text, List<String> keywords) {
  public CallFact {
    keywords = List.copyOf(keywords);
  }

  /// What it is called on: all of the callee but its last name.
  public String receiver() {
    var dot = callee.lastIndexOf('.');
    return dot < 0 ? "" : callee.substring(0, dot);
  }

  public String method() {
    return callee.substring(callee.lastIndexOf('.') + 1);
  }
}
