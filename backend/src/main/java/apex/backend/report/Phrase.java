package apex.backend.report;

import java.util.List;

/// A piece of running text.
sealed interface Phrase {
  String text();

  record Plain(String text) implements Phrase {}

  record Strong(String text) implements Phrase {}

  /// Shown and crossed out: a number that must not be taken for the true one.
  record Struck(String text) implements Phrase {}

  record Code(String text) implements Phrase {}

  /// A link to where a number comes from.
  ///
  /// @param text the id of the evidence, such as `e3`
  record Proof(String text) implements Phrase {}

  /// A link to another part of the report.
  ///
  /// @param target its id
  record Link(String text, String target) implements Phrase {}

  static List<Phrase> plain(String text) {
    return List.of(new Plain(text));
  }
}
