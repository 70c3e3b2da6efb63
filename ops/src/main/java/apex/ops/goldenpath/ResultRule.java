package apex.ops.goldenpath;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// What the answer's document promises. Each rule answers what broke it, or nothing.
public enum ResultRule {
  RESULT_COMPLETE(ResultRule::complete),
  TOTAL_WITH_COVERAGE(ResultRule::total),
  FINDINGS_WITH_EVIDENCE(ResultRule::evidence),
  ACTION_FOR_EACH_FINDING(ResultRule::actions),
  JOINT_NOT_ABOVE_SUM(ResultRule::joint),
  OF_VALUE(ResultRule::value);

  private static final List<String> FIELDS =
      List.of(
          "answer_markdown",
          "status",
          "sample",
          "workspace_id",
          "period",
          "as_of",
          "price_book",
          "calls",
          "coverage",
          "findings",
          "actions",
          "joint_saving",
          "unknown",
          "evidence");
  private static final Set<String> CONFIDENCES =
      Set.of("MEASURED", "MODELLED", "ESTIMATED", "HYPOTHESIS");

  private final Function<JsonNode, Optional<String>> check;

  ResultRule(Function<JsonNode, Optional<String>> check) {
    this.check = check;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What broke it; empty when it held.
  public Optional<String> broken(JsonNode result) {
    return check.apply(result);
  }

  private static Optional<String> complete(JsonNode result) {
    var missing = FIELDS.stream().filter(field -> !result.hasNonNull(field)).toList();
    if (!result.has("own_cost_usd")) return broken("missing: own_cost_usd"); // null is: not known
    if (!missing.isEmpty()) return broken("missing: " + missing);
    if (result.path("answer_markdown").asString("").isBlank()) return broken("the answer is blank");
    return Optional.empty();
  }

  /// Money is text, shares are numbers, and what is not priced is named.
  private static Optional<String> total(JsonNode result) {
    var coverage = result.path("coverage");
    var priced = coverage.path("tokens_priced").asDouble(-1);
    if (priced < 0 || priced > 1) return broken("tokens_priced must be 0 to 1, was " + priced);
    if (priced < 1 && result.path("calls").asLong(0) > 0 && coverage.path("unpriced").isEmpty())
      return broken("not everything is priced and nothing is named as unpriced");
    var total = result.path("total_cost_usd");
    if (total.isNull()) return Optional.empty();
    return within(total, coverage.path("low_usd"), coverage.path("high_usd"));
  }

  private static Optional<String> within(JsonNode total, JsonNode low, JsonNode high) {
    if (!total.isString()) return broken("total_cost_usd must be text, was " + total);
    var amount = amount(total);
    if (low.isString() && amount.compareTo(amount(low)) < 0) return broken("total below low_usd");
    if (high.isString() && amount.compareTo(amount(high)) > 0)
      return broken("total above high_usd");
    return Optional.empty();
  }

  private static Optional<String> evidence(JsonNode result) {
    var known = new HashSet<>(result.path("evidence").propertyNames());
    return result
        .path("findings")
        .valueStream()
        .map(finding -> unfounded(finding, known))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> unfounded(JsonNode finding, Set<String> known) {
    var id = finding.path("id").asString("?");
    if (finding.path("evidence").isEmpty()) return broken(id + " has no evidence");
    var unknown =
        finding
            .path("evidence")
            .valueStream()
            .filter(e -> !known.contains(e.asString("")))
            .toList();
    if (!unknown.isEmpty()) return broken("%s cites unknown evidence %s".formatted(id, unknown));
    var confidence = finding.path("confidence").asString("");
    if (!CONFIDENCES.contains(confidence)) return broken(id + " is of confidence " + confidence);
    if (confidence.equals("HYPOTHESIS") && finding.path("counts_in_total").asBoolean(true))
      return broken(id + " is a hypothesis and counts in the total");
    return interval(id, finding.path("saving"));
  }

  private static Optional<String> interval(String id, JsonNode saving) {
    var low = amount(saving.path("p10_usd"));
    var middle = amount(saving.path("p50_usd"));
    var high = amount(saving.path("p90_usd"));
    return low.compareTo(middle) <= 0 && middle.compareTo(high) <= 0
        ? Optional.empty()
        : broken("%s saves %s to %s to %s, not in order".formatted(id, low, middle, high));
  }

  private static Optional<String> actions(JsonNode result) {
    var actions = result.path("actions").valueStream().map(a -> a.path("id").asString("")).toList();
    return result
        .path("findings")
        .valueStream()
        .filter(finding -> finding.hasNonNull("action"))
        .filter(finding -> !actions.contains(finding.path("action").asString("")))
        .map(finding -> "the action of %s is missing".formatted(finding.path("id").asString("?")))
        .findFirst();
  }

  private static Optional<String> joint(JsonNode result) {
    var joint = result.path("joint_saving");
    var together = amount(joint.path("p50_usd"));
    var sum = amount(joint.path("naive_sum_usd"));
    return together.compareTo(sum) <= 0
        ? Optional.empty()
        : broken("together %s is more than the plain sum %s".formatted(together, sum));
  }

  /// With usage: a total, or what is not priced, and something to do or to try. Without: what to
  /// send.
  private static Optional<String> value(JsonNode result) {
    if (result.path("calls").asLong(0) == 0)
      return result.path("unknown").isEmpty()
          ? broken("no usage, and no word about it")
          : nothing();
    if (result.path("findings").isEmpty()) return broken("calls, and no finding about them");
    if (result.path("total_cost_usd").isNull()
        && result.path("coverage").path("unpriced").isEmpty())
      return broken("no total, and nothing named as unpriced");
    return nothing();
  }

  private static Optional<String> nothing() {
    return Optional.empty();
  }

  /// Throws [NumberFormatException] when it is no amount, which fails the check that asked.
  private static BigDecimal amount(JsonNode text) {
    return new BigDecimal(text.asString("not an amount"));
  }

  private static Optional<String> broken(String what) {
    return Optional.of(what);
  }
}
