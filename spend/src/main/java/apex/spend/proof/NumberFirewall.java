package apex.spend.proof;

import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lets no figure into a text that the evidence does not hold. A text carries placeholders such as
/// `{{e7.value}}` or `{{e7.sums.input_tokens}}`; outside of them it may hold no digit, number word
/// or multiplier, unless within a name it was given (a model's, a route's).
///
/// Dollars are written with cents, shares as percent with one decimal, counts with thousands
/// separators.
///
/// @param evidence by id
/// @param names that may stand in the text as they are, such as `gpt-4o`
public record NumberFirewall(Map<String, Evidence> evidence, Collection<String> names) {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{\\s*(e[0-9]+)\\.(value|sums\\.([^}\\s]+))\\s*}}");
  private static final Pattern FIGURE =
      Pattern.compile(
          "[\\p{N}]+|\\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|"
              + "thousand|million|billion|half|halves|third|quarter|twice|thrice|double[ds]?|tripled?|"
              + "percent|tenfold|twofold|threefold)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  public NumberFirewall {
    evidence = Map.copyOf(evidence);
    names = List.copyOf(names);
  }

  /// What became of a text.
  public sealed interface Rendering {
    /// Every figure in it is the evidence's.
    record Passed(String text) implements Rendering {}

    /// @param reasons each with the words it is about
    record Rejected(List<String> reasons) implements Rendering {
      public Rejected {
        reasons = List.copyOf(reasons);
      }
    }
  }

  public Rendering render(String text) {
    var reasons = new ArrayList<String>();
    var bare = withoutNames(PLACEHOLDER.matcher(text).replaceAll(" "));
    FIGURE
        .matcher(bare)
        .results()
        .forEach(found -> reasons.add("a figure outside a placeholder: " + found.group()));
    if (bare.contains("{{") || bare.contains("}}")) reasons.add("a broken placeholder");
    var rendered =
        PLACEHOLDER
            .matcher(text)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    filled(found.group(), found.group(1), found.group(3), reasons)));
    return reasons.isEmpty() ? new Rendering.Passed(rendered) : new Rendering.Rejected(reasons);
  }

  private String filled(String placeholder, String id, @Nullable String sum, List<String> reasons) {
    var held = Optional.ofNullable(evidence.get(id));
    var value =
        sum == null
            ? held.map(NumberFirewall::shown)
            : held.flatMap(e -> Optional.ofNullable(e.sums().get(sum)))
                .map(text -> shown(sum, text));
    if (value.isEmpty()) reasons.add("no evidence holds " + placeholder);
    return value.orElse(placeholder);
  }

  private String withoutNames(String text) {
    var bare = text;
    for (var name :
        names.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList())
      if (!name.isBlank())
        bare =
            bare.replaceAll(
                "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])", " ");
    return bare;
  }

  /// Sums carry no unit: whole numbers are counts, `_share` names a share, the rest is dollars.
  private static String shown(String name, String text) {
    var value = new BigDecimal(text);
    if (name.endsWith("_share")) return shown(value, "share");
    return shown(value, text.contains(".") ? "usd" : "count");
  }

  private static String shown(Evidence evidence) {
    return shown(new BigDecimal(evidence.value()), evidence.unit());
  }

  private static String shown(BigDecimal value, String unit) {
    return switch (unit) {
      case "usd" -> Usd.prose(value);
      case "share" -> value.movePointRight(2).setScale(1, RoundingMode.HALF_EVEN) + " %";
      default -> String.format(Locale.ROOT, "%,d", value.longValue());
    };
  }
}
