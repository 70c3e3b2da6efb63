package apex.spend.analysis;

import apex.spend.action.CollectorConfig;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.figures.SpendBy;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Where the money goes: by model, route and day. Exact sums of stored costs.
final class SpendDrivers implements Analysis {
  /// Groups shown of each kind, a year of days.
  private static final int SHOWN_MAX = 366;

  @Override
  public String kind() {
    return "spend_drivers";
  }

  @Override
  public String answers() {
    return "where does the money go, by model, route and day";
  }

  @Override
  public Outcome analyse(Study study) {
    var figures = study.figures();
    if (figures.shape().value().calls() == 0)
      return new Outcome.Refused("there is no call in the period", "usage of the period");
    if (study.spend().signum() == 0)
      return new Outcome.Refused("no call in the period has a price", "a price for its models");
    var models = dearest(figures.byModel().value());
    var routes = dearest(figures.byRoute().value());
    var days = dearest(figures.byDay().value());
    var top = models.getFirst();
    return new Outcome.Found(
        List.of(
            new Draft(study, kind(), title(study, top, routes.getFirst()), Confidence.MEASURED)
                .scope(Map.of("model", top.group()))
                .caveat("This is what was spent, not what can be saved.")
                .wouldChangeIf("calls of the period arrive later", "a price is corrected")
                .evidence(
                    figures.total().id(),
                    figures.byModel().id(),
                    figures.byRoute().id(),
                    figures.byDay().id())
                .detail("by_model", rows(study, models))
                .detail("by_route", rows(study, routes))
                .detail("by_day", rows(study, figures.byDay().value()))
                .detail("dearest_day", days.getFirst().group())
                .with(plan(study))));
  }

  private static String title(Study study, SpendBy model, SpendBy route) {
    return "%s takes %s of the spend%s"
        .formatted(
            model.group(),
            Texts.percent(study.share(model.spend().cost())),
            route.group().isEmpty()
                ? ""
                : ", route %s %s"
                    .formatted(route.group(), Texts.percent(study.share(route.spend().cost()))));
  }

  private static List<SpendBy> dearest(List<SpendBy> groups) {
    return groups.stream()
        .sorted(Comparator.comparing((SpendBy group) -> group.spend().cost()).reversed())
        .toList();
  }

  private static List<Map<String, Object>> rows(Study study, List<SpendBy> groups) {
    var shown =
        Usd.addingUp(groups.stream().map(group -> group.spend().cost()).toList(), Usd.PLACES);
    return IntStream.range(0, Math.min(groups.size(), SHOWN_MAX))
        .mapToObj(i -> row(study, groups.get(i), shown.get(i).toPlainString()))
        .toList();
  }

  private static Map<String, Object> row(Study study, SpendBy group, String usd) {
    var row = new LinkedHashMap<String, Object>();
    row.put("group", group.group());
    row.put("calls", group.spend().tokens().calls());
    row.put("cost_usd", usd);
    row.put("share", study.share(group.spend().cost()));
    row.put("unpriced_calls", group.spend().unpricedCalls());
    return row;
  }

  private static Plan plan(Study study) {
    var provider = dearest(study.figures().byProvider().value()).getFirst();
    long days = Math.max(1, study.figures().slice().period().length().toDays());
    var limit = provider.spend().cost().setScale(2, RoundingMode.UP);
    var lacking = lacking(study);
    var steps = new ArrayList<String>();
    steps.add(
        "Look at the model and the route that lead the list before any other: a change there moves the total.");
    steps.add(
        "Set a budget at today's level, so that growth is a decision and not a surprise: merge router_settings.provider_budget_config of litellm-budget.yaml into the proxy's config.yaml.");
    if (!lacking.isEmpty())
      steps.add(
          "Some analyses lack what calls do not tell: run an OpenTelemetry Collector with otel-collector.yaml between the applications and this house (APEX_URL and APEX_INGEST_KEY in its environment).");
    return new Plan(
        steps,
        Action.Effort.MINUTES,
        kit(provider.group(), limit, days, lacking),
        "Run check.sql with the parameter workspace_id daily: no row, which would be a day above the budget's even pace.",
        "Take provider_budget_config out of the proxy's config.yaml and reload it; stop the collector and send to this house directly.");
  }

  private static Kit kit(
      String provider, BigDecimal limit, long days, Set<CollectorConfig.Lack> lacking) {
    var kit =
        new Kit()
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .budget(provider, limit, days)
                    .artefact(
                        "litellm-budget.yaml",
                        "calls are refused once the provider has cost what it cost in this period."));
    if (!lacking.isEmpty()) kit.apply(() -> CollectorConfig.of("otel-collector.yaml", lacking));
    return kit.check(() ->
        LedgerSql.ALL.daysAbove(
            "check.sql", limit.divide(BigDecimal.valueOf(days), 6, RoundingMode.UP)));
  }

  /// What no call of the period tells.
  private static Set<CollectorConfig.Lack> lacking(Study study) {
    var lacking = EnumSet.noneOf(CollectorConfig.Lack.class);
    if (study.figures().shape().value().withCachedTokens() == 0)
      lacking.add(CollectorConfig.Lack.CACHED_TOKENS);
    study
        .figures()
        .habits()
        .map(habits -> habits.value().told())
        .ifPresent(told -> {
          if (told.prompts() == 0) lacking.add(CollectorConfig.Lack.PROMPTS);
          if (told.finishReasons() == 0) lacking.add(CollectorConfig.Lack.FINISH_REASONS);
          if (told.environments() == 0) lacking.add(CollectorConfig.Lack.ENVIRONMENTS);
        });
    return lacking;
  }
}
