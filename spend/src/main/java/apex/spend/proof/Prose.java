package apex.spend.proof;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The words between the placeholders of a text, judged one by one.
final class Prose {
  private static final Pattern FOREIGN =
      Pattern.compile("[^A-Za-z\\s.,;:!?'\u2019\"\u201c\u201d()*_`\u2013\u2014-]");
  private static final Pattern GLUED = Pattern.compile("[A-Za-z][*_`()\"\u201c\u201d]+[A-Za-z]");
  private static final Pattern HYPHENATED =
      Pattern.compile("[A-Za-z]+(?:[-\u2013\u2014][A-Za-z]+)+");
  private static final Pattern MARKER =
      Pattern.compile("(?:^|[\\s(])[A-Za-z](?:\\)|\\.(?=\\s+[A-Z]))", Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("[A-Za-z]+(?:['\u2019][A-Za-z]+)*");
  private static final Pattern SPEND_LESS =
      Pattern.compile("\\b(spend|spending|pay|paying) less\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern OR_SO = Pattern.compile("\\bor so\\b", Pattern.CASE_INSENSITIVE);
  private static final Set<String> LETTERS = Set.of("a", "A", "I");
  private static final Set<String> MONTHS = Set.of("May", "MAY", "March", "MARCH", "Mar", "MAR");

  private final Vocabulary vocabulary;
  private final Consumer<String> reasons;

  private Prose(Vocabulary vocabulary, Consumer<String> reasons) {
    this.vocabulary = vocabulary;
    this.reasons = reasons;
  }

  /// @param bare a text whose placeholders are gone
  static void judge(String bare, Vocabulary vocabulary, Consumer<String> reasons) {
    var prose = new Prose(vocabulary, reasons);
    prose.every(FOREIGN, bare, "a character that is no plain prose");
    prose.every(GLUED, bare, "a word with marks inside");
    prose.every(MARKER, bare, "a list marker");
    prose.every(OR_SO, bare, "an amount made vague");
    var words = SPEND_LESS.matcher(bare).replaceAll("$1");
    prose.every(HYPHENATED, words, prose::hides, "a word that may hide an amount");
    prose.every(WORD, words, prose::unfit, "a word that may say an amount, or is not known");
  }

  private void every(Pattern pattern, String text, String told) {
    every(pattern, text, _ -> true, told);
  }

  private void every(Pattern pattern, String text, Function<String, Boolean> bad, String told) {
    pattern
        .matcher(text)
        .results()
        .map(found -> found.group().strip())
        .filter(bad::apply)
        .forEach(found -> reasons.accept(told + ": " + found));
  }

  /// A hyphen may join two words, not cut one.
  private boolean hides(String hyphenated) {
    for (var part : hyphenated.split("[-\u2013\u2014]"))
      if (part.length() < 2 || unfit(part)) return true;
    return vocabulary.refuses(lower(hyphenated.replaceAll("[-\u2013\u2014]", "")));
  }

  private boolean unfit(String word) {
    if (LETTERS.contains(word)) return false;
    return MONTHS.contains(word) || !vocabulary.holds(stem(lower(word)));
  }

  /// Without what an apostrophe adds: `don't` is `do`, `route's` is `route`.
  private static String stem(String word) {
    var plain = word.replaceFirst("['\u2019](s|re|ve|ll|d|m)$", "");
    return switch (plain.replace('\u2019', '\'')) {
      case "can't" -> "can";
      case "won't" -> "will";
      default -> plain.replaceFirst("n['\u2019]t$", "");
    };
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
