package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.figures.Change;
import apex.spend.figures.Figure;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why the spend of two stretches differs: [Decomposition], its parts adding up to the cent.
final class SpendChange implements Analysis {
  @Override
  public String kind() {
    return Analyses.CHANGE;
  }

  @Override
  public String answers() {
    return "why did the spend go up or down compared with before";
  }

  @Override
  public boolean onlyWhenAsked() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    var change = study.figures().change();
    if (change.isEmpty())
      return new Outcome.Refused(
          "there is no stretch to compare with", "nothing; ask why it changed");
    if (change.get().value().before().isEmpty() || change.get().value().after().isEmpty())
      return new Outcome.Refused(
          "one of the two stretches, %s to %s and %s to %s, has no priced call"
              .formatted(
                  change.get().value().from(),
                  change.get().value().middle(),
                  change.get().value().middle(),
                  change.get().value().to()),
          "usage of both, or ask of another period");
    return new Outcome.Found(List.of(draft(study, change.get())));
  }

  private Proposal draft(Study study, Figure<Change> figure) {
    var change = figure.value();
    var parts = Decomposition.of(change);
    var before = cost(change.before());
    var after = cost(change.after());
    var difference = after.subtract(before);
    var shown = Usd.addingUp(List.copyOf(parts.values()), Usd.PLACES);
    var sums = new LinkedHashMap<String, String>();
    var details = new ArrayList<Map<String, Object>>();
    int i = 0;
    for (var part : parts.keySet()) {
      var usd = shown.get(i++).toPlainString();
      sums.put(part.word() + "_usd", usd);
      details.add(
          new LinkedHashMap<>(Map.of("part", part.word(), "usd", usd, "means", part.means())));
    }
    var largest =
        parts.entrySet().stream()
            .max((a, b) -> a.getValue().abs().compareTo(b.getValue().abs()))
            .orElseThrow();
    var evidence =
        study.evidence(
            "change of the spend",
            figure.source(),
            "after_usd - before_usd = volume + retries + mix + input per call + output per call + cache + price, each put in turn",
            sums,
            difference);
    return new Draft(study, kind(), title(before, after, difference, largest), Confidence.MEASURED)
        .assuming(
            "The parts are put in turn in a fixed order: volume, retries, mix, input and output per call, cache share, price.",
            "What only one stretch has (a new model or route) counts as mix.")
        .caveat(
            "This is what was spent, not what can be saved.",
            "Where several parts change at once, another order would share their common effect out otherwise; the sum stays.")
        .wouldChangeIf("calls of either stretch arrive later", "a price is corrected")
        .evidence(evidence, figure.id())
        .detail("before_from", change.from().toString())
        .detail("after_from", change.middle().toString())
        .detail("after_to", change.to().toString())
        .detail("before_usd", Usd.text(before))
        .detail("after_usd", Usd.text(after))
        .detail("change_usd", Usd.text(difference))
        .detail("parts", details)
        .detail("groups", groups(change))
        .with(plan(largest.getKey()));
  }

  private static String title(
      BigDecimal before,
      BigDecimal after,
      BigDecimal difference,
      Map.Entry<Decomposition.Part, BigDecimal> largest) {
    if (difference.signum() == 0)
      return "The spend is the same as before, %s".formatted(Usd.prose(after));
    return "The spend went %s by %s, from %s to %s; the largest part is %s, %s"
        .formatted(
            difference.signum() > 0 ? "up" : "down",
            Usd.prose(difference.abs()),
            Usd.prose(before),
            Usd.prose(after),
            largest.getKey().words(),
            Usd.prose(largest.getValue()));
  }

  /// The models and routes that changed most.
  private static List<Map<String, Object>> groups(Change change) {
    var usd = new LinkedHashMap<Study.Group, BigDecimal>();
    for (var row : change.after()) usd.merge(group(row), row.cost(), BigDecimal::add);
    for (var row : change.before()) usd.merge(group(row), row.cost().negate(), BigDecimal::add);
    return usd.entrySet().stream()
        .sorted((a, b) -> b.getValue().abs().compareTo(a.getValue().abs()))
        .limit(10)
        .map(entry -> {
          var line = new LinkedHashMap<String, Object>(entry.getKey().scope());
          line.put("change_usd", Usd.text(entry.getValue()));
          return (Map<String, Object>) line;
        })
        .toList();
  }

  private static Study.Group group(Change.Sums row) {
    return new Study.Group(row.provider(), row.model(), row.route());
  }

  private static BigDecimal cost(List<Change.Sums> rows) {
    return rows.stream().map(Change.Sums::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Plan plan(Decomposition.Part largest) {
    return new Plan(
        List.of(
            "Begin with the largest part, %s: %s".formatted(largest.words(), largest.advice()),
            "See the models and routes that changed most, and what was released between the two stretches: run weekly-change.sql with the parameter workspace_id."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> LedgerSql.ALL.weeklyByRoute("weekly-change.sql"))
            .check(() -> LedgerSql.ALL.costByDay("check.sql")),
        "Run check.sql with the parameter workspace_id after the next period: usd_a_call and calls tell which side moved; the part that was worked on is smaller when you ask again.",
        "Nothing is changed by looking.");
  }
}
