package apex.backend.agents.reporting;

import apex.spend.proof.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The words of this build that an answer may be made of; read once, with the first answer.
final class BuiltInWords {
  static final Vocabulary ALL =
      Vocabulary.of(lines(Vocabulary.COMMON), lines(Vocabulary.TRADE), lines(Vocabulary.REFUSED));

  private BuiltInWords() {}

  private static List<String> lines(String resource) {
    try (var in = Vocabulary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("the build lacks " + resource);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
