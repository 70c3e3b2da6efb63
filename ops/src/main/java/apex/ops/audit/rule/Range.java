package apex.ops.audit.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which versions a constraint lets through: `>=1.2,<2` (PEP 440, without epochs).
record Range(List<Bound> bounds) {
  /// One comparison.
  record Bound(String operator, String version) {
    boolean admits(String candidate) {
      if (operator.equals("==") && version.endsWith(".*"))
        return (candidate + ".").startsWith(version.substring(0, version.length() - 1));
      if (operator.equals("!=") && version.endsWith(".*"))
        return !(candidate + ".").startsWith(version.substring(0, version.length() - 1));
      int order = compare(candidate, version);
      return switch (operator) {
        case "==", "===" -> order == 0;
        case "!=" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case ">=" -> order >= 0;
        case "~=" -> order >= 0 && compare(candidate, next()) < 0;
        default -> true;
      };
    }

    /// The first version that `~=` no longer admits.
    private String next() {
      var parts = version.split("\\.");
      if (parts.length < 2) return "999999";
      var kept = Arrays.copyOf(parts, parts.length - 1);
      kept[kept.length - 1] = String.valueOf(number(kept[kept.length - 1]) + 1);
      return String.join(".", kept);
    }
  }

  static Optional<Range> parse(String constraint) {
    var bounds = new ArrayList<Bound>();
    for (var part : constraint.split(",")) {
      var text = part.strip();
      var digits = text.replaceFirst("^(===|==|~=|!=|<=|>=|<|>)\\s*", "");
      var operator = text.substring(0, text.length() - digits.length()).strip();
      if (operator.isEmpty() || digits.isEmpty() || !Character.isDigit(digits.charAt(0)))
        return Optional.empty();
      bounds.add(new Bound(operator, digits.strip()));
    }
    return Optional.of(new Range(bounds));
  }

  boolean admits(String candidate) {
    return bounds.stream().allMatch(bound -> bound.admits(candidate));
  }

  /// Tries every version named, one just above and one just below each: between them lies nothing
  /// that a bound could tell apart.
  static boolean someVersionFits(List<Range> ranges) {
    return ranges.stream()
        .flatMap(range -> range.bounds.stream())
        .map(bound -> bound.version().replace(".*", ""))
        .flatMap(version -> Stream.of(version, version + ".0.0.0.1", below(version), "0", "999999"))
        .anyMatch(candidate -> ranges.stream().allMatch(range -> range.admits(candidate)));
  }

  private static String below(String version) {
    var parts = version.split("\\.");
    for (int i = parts.length - 1; i >= 0; i--)
      if (number(parts[i]) > 0) {
        parts[i] = String.valueOf(number(parts[i]) - 1);
        return String.join(".", Arrays.copyOf(parts, i + 1)) + ".999999";
      }
    return "0";
  }

  static int compare(String one, String other) {
    var a = one.split("[.+-]");
    var b = other.split("[.+-]");
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      int order =
          Integer.compare(number(i < a.length ? a[i] : "0"), number(i < b.length ? b[i] : "0"));
      if (order != 0) return order;
    }
    // what is left are words: a pre-release, a build
    return words(one).compareTo(words(other));
  }

  private static String words(String version) {
    return version.replaceAll("[0-9.]", "");
  }

  private static int number(String part) {
    var digits = part.replaceFirst("\\D.*", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }
}
