package apex.spend.proof;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The words a text may be made of: common English (SCOWL sizes 10 to 35) and the words of this
/// trade, without those that say how much, how many or when. What is not in it is refused, so that
/// a number in another language, a misspelt one and one of tomorrow's fashion are refused too.
public final class Vocabulary {
  /// Lists on the class path, in the form that [#of] takes.
  public static final String COMMON = "apex/spend/proof/words.txt";

  public static final String TRADE = "apex/spend/proof/trade-words.txt";
  public static final String REFUSED = "apex/spend/proof/refused-words.txt";

  private final Set<String> refused;

  /// Lower case, sorted: a tenth of the memory of a set.
  private final String[] words;

  private Vocabulary(Collection<String> allowed, Set<String> refused) {
    this.refused = Set.copyOf(refused);
    this.words = allowed.stream().sorted().toArray(String[]::new);
  }

  /// Each list holds words in lower case, several to a line; a line that begins with # is a
  /// comment.
  public static Vocabulary of(List<String> common, List<String> trade, List<String> refused) {
    var never = words(refused).collect(Collectors.toSet());
    var allowed = new HashSet<String>();
    words(common).forEach(allowed::add);
    words(trade).forEach(allowed::add);
    allowed.removeAll(never);
    return new Vocabulary(allowed, never);
  }

  private static Stream<String> words(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Stream.of(line.split("[ -]")))
        .filter(word -> !word.isBlank());
  }

  boolean holds(String lowerCaseWord) {
    return Arrays.binarySearch(words, lowerCaseWord) >= 0;
  }

  /// Whether the word says how much, how many or when.
  boolean refuses(String lowerCaseWord) {
    return refused.contains(lowerCaseWord);
  }
}
