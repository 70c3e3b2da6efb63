package apex.spend.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The words a text may be made of: common English (SCOWL sizes 10 to 35) and the words of this
/// trade, without those that say how much, how many or when. What is not in it is refused, so that
/// a number in another language, a misspelt one and one of tomorrow's fashion are refused too.
final class Vocabulary {
  private static final Set<String> REFUSED = marked("refused-words.txt");

  /// Lower case, sorted: a tenth of the memory of a set.
  private static final String[] WORDS = load();

  private Vocabulary() {}

  static boolean holds(String lowerCaseWord) {
    return Arrays.binarySearch(WORDS, lowerCaseWord) >= 0;
  }

  /// Whether the word says how much, how many or when.
  static boolean refuses(String lowerCaseWord) {
    return REFUSED.contains(lowerCaseWord);
  }

  private static String[] load() {
    var words = new HashSet<String>();
    try (var common = lines("words.txt")) {
      common.forEach(words::add);
    }
    words.addAll(marked("trade-words.txt"));
    words.removeAll(REFUSED);
    return words.stream().sorted().toArray(String[]::new);
  }

  private static Set<String> marked(String file) {
    try (var lines = lines(file)) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Stream.of(line.split("[ -]")))
          .filter(word -> !word.isBlank())
          .collect(Collectors.toSet());
    }
  }

  private static Stream<String> lines(String file) {
    var resource = Vocabulary.class.getResourceAsStream(file);
    var reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(resource, () -> "the build lacks " + file),
                StandardCharsets.UTF_8));
    return reader.lines().onClose(() -> close(reader));
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
