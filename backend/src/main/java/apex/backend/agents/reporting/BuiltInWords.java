package apex.backend.agents.reporting;

import apex.backend.prices.BuiltInLines;
import apex.spend.proof.Vocabulary;

/// The words of this build that an answer may be made of; read once, with the first answer.
final class BuiltInWords {
  static final Vocabulary ALL =
      Vocabulary.of(
          BuiltInLines.of(Vocabulary.COMMON),
          BuiltInLines.of(Vocabulary.TRADE),
          BuiltInLines.of(Vocabulary.REFUSED));

  private BuiltInWords() {}
}
