package apex.spend.price;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How the book recognises a name, without regard to case except in [Regex].
sealed interface Rule {
  record Equals(String text) implements Rule {}

  record StartsWith(String text) implements Rule {}

  record EndsWith(String text) implements Rule {}

  record Contains(String text) implements Rule {}

  record Regex(Pattern pattern) implements Rule {}

  record Any(List<Rule> rules) implements Rule {}

  record All(List<Rule> rules) implements Rule {}

  /// Nothing fits: the book gives no rule.
  record Never() implements Rule {}

  /// @param name in lower case
  default boolean fits(String name) {
    return switch (this) {
      case Equals(var text) -> name.equals(text);
      case StartsWith(var text) -> name.startsWith(text);
      case EndsWith(var text) -> name.endsWith(text);
      case Contains(var text) -> name.contains(text);
      case Regex(var pattern) -> pattern.matcher(name).find();
      case Any(var rules) -> rules.stream().anyMatch(rule -> rule.fits(name));
      case All(var rules) -> rules.stream().allMatch(rule -> rule.fits(name));
      case Never() -> false;
    };
  }

  /// Reads prefix notation, such as `or 2 equals a starts_with b`, or `-`.
  static Rule parse(String text) {
    if (text.equals("-")) return new Never();
    var words = List.of(text.split(" ", -1)).iterator();
    var rule = next(words);
    if (words.hasNext()) throw new IllegalArgumentException("more than one rule in " + text);
    return rule;
  }

  private static Rule next(Iterator<String> words) {
    var kind = words.next();
    var value = words.next();
    return switch (kind) {
      case "or" -> new Any(several(value, words));
      case "and" -> new All(several(value, words));
      case "regex" -> new Regex(Pattern.compile(PriceTable.unescaped(value)));
      case "equals" -> new Equals(text(value));
      case "starts_with" -> new StartsWith(text(value));
      case "ends_with" -> new EndsWith(text(value));
      case "contains" -> new Contains(text(value));
      default -> throw new IllegalArgumentException("unknown kind of rule: " + kind);
    };
  }

  private static List<Rule> several(String count, Iterator<String> words) {
    var rules = new ArrayList<Rule>();
    for (int left = Integer.parseInt(count); left > 0; left--) rules.add(next(words));
    return List.copyOf(rules);
  }

  private static String text(String word) {
    return PriceTable.unescaped(word).toLowerCase(Locale.ROOT);
  }
}
