package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.LiteLlmConfig.Deployment;
import apex.spend.action.PortkeyConfig;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Provisioned throughput against paying by the token: `units * price * hours + what the hours'
/// demand exceeds the capacity by, at the average price of a token`, for the number of units at
/// which that is least. Exact over the hours there were, with demand spread evenly within each.
final class ReservedCapacity implements Analysis {
  private static final int UNITS_MAX = 1_000;
  private static final int HOUR = 3600;
  private static final int DAYS_MIN = 7;

  @Override
  public String kind() {
    return "provisioned_throughput";
  }

  @Override
  public String answers() {
    return "would reserved capacity cost less than paying by the token";
  }

  @Override
  public Outcome analyse(Study study) {
    if (study.capacities().isEmpty())
      return new Outcome.Refused(
          "no price of reserved capacity is known: contracts differ by model and region",
          "your offer as RESERVED_CAPACITY: provider model tokens_per_minute usd_per_hour");
    return Needs.habits(
        study,
        habits ->
            habits.value().binSeconds() == HOUR
                    && study.figures().slice().period().length().toDays() >= DAYS_MIN
                ? found(study, habits)
                : new Outcome.Refused("less than a week shows no base load", "a week of calls"));
  }

  private Outcome found(Study study, Figure<Habits> habits) {
    var found = new ArrayList<Proposal>();
    for (var offer : study.capacities()) {
      var load = Load.of(habits.value(), offer);
      if (load.tokens() > 0) found.add(draft(study, habits, offer, load));
    }
    return new Outcome.Found(found);
  }

  /// @param hours tokens by hour, every hour from the first call to the last
  private record Load(long[] hours, BigDecimal usd) {
    static Load of(Habits habits, Capacity offer) {
      var tokens = new TreeMap<Long, Long>();
      long nanos = 0;
      for (var group : habits.groups()) {
        if (!group.provider().equals(offer.provider()) || !group.model().equals(offer.model()))
          continue;
        for (var bin : group.bins()) {
          tokens.merge(bin.number(), bin.tokens(), Long::sum);
          nanos += bin.nanoUsd();
        }
      }
      if (tokens.isEmpty()) return new Load(new long[0], BigDecimal.ZERO);
      var hours = new long[(int) (tokens.lastKey() - tokens.firstKey() + 1)];
      tokens.forEach((hour, count) -> hours[(int) (hour - tokens.firstKey())] = count);
      return new Load(hours, BigDecimal.valueOf(nanos, 9));
    }

    long tokens() {
      long sum = 0;
      for (long hour : hours) sum += hour;
      return sum;
    }

    /// Tokens beyond what some units serve.
    long beyond(long perHour) {
      long sum = 0;
      for (long hour : hours) sum += Math.max(0, hour - perHour);
      return sum;
    }
  }

  private static BigDecimal cost(Capacity offer, Load load, int units) {
    var perToken = load.usd.divide(BigDecimal.valueOf(load.tokens()), MathContext.DECIMAL128);
    return offer
        .usdPerHour()
        .multiply(BigDecimal.valueOf((long) units * load.hours.length))
        .add(
            perToken.multiply(
                BigDecimal.valueOf(load.beyond(units * offer.tokensPerMinute() * 60))));
  }

  private Proposal draft(Study study, Figure<Habits> habits, Capacity offer, Load load) {
    int best = 0;
    for (int units = 1; units <= UNITS_MAX; units++) {
      if (cost(offer, load, units).compareTo(cost(offer, load, best)) < 0) best = units;
      if (load.beyond(units * offer.tokensPerMinute() * 60) == 0) break;
    }
    var then = cost(offer, load, best);
    var saving = load.usd.subtract(then).max(BigDecimal.ZERO);
    double used =
        best == 0
            ? 0
            : (double) (load.tokens() - load.beyond(best * offer.tokensPerMinute() * 60))
                / ((double) best * offer.tokensPerMinute() * 60 * load.hours.length);
    var one = offer.tokensPerMinute() * 60;
    var perToken = load.usd.divide(BigDecimal.valueOf(load.tokens()), MathContext.DECIMAL64);
    var breakEven =
        offer
            .usdPerHour()
            .divide(perToken.multiply(BigDecimal.valueOf(one)), MathContext.DECIMAL64);
    var sums = new LinkedHashMap<String, String>();
    sums.put("by_token_usd", Usd.text(load.usd));
    sums.put("units", Integer.toString(best));
    sums.put("hours", Integer.toString(load.hours.length));
    sums.put("then_usd", Usd.text(then));
    var evidence =
        study.evidence(
            "saving of reserved capacity of " + offer.model(),
            habits.source(),
            "by_token_usd - (units * usd_per_hour * hours + tokens beyond * average price)",
            sums,
            saving);
    var title =
        best == 0
            ? "Reserved capacity of %s does not pay: a unit breaks even when %s of it is used"
                .formatted(offer.model(), Texts.percent(breakEven.doubleValue()))
            : "%d reserved units of %s, %s used, would cost %s instead of %s"
                .formatted(
                    best, offer.model(), Texts.percent(used), Usd.prose(then), Usd.prose(load.usd));
    return new Draft(study, kind(), title, Confidence.MODELLED)
        .scope(Map.of("provider", offer.provider(), "model", offer.model()))
        .saves(saving, saving, saving)
        .assuming(
            "A unit serves %s tokens a minute for %s an hour, as set by the workspace."
                .formatted(Texts.count(offer.tokensPerMinute()), Usd.prose(offer.usdPerHour())),
            "Within an hour demand comes evenly; what exceeds the units is paid by the token.")
        .caveat(
            "A reservation is a commitment: it counts in no total until its length is known.",
            "Minutes within an hour may exceed the units and be refused or paid by the token.")
        .caveat(Needs.age(study))
        .wouldChangeIf("the offer changes", "demand falls below the break-even")
        .evidence(evidence, habits.id())
        .detail("units", best)
        .detail("used_share", used)
        .detail("break_even_share", breakEven.doubleValue())
        .with(
            new Plan(
                List.of(
                    "Compare the offer's length with how long this load will last.",
                    "Reserve for the base load alone; let the peaks go by the token: merge model_list and router_settings.fallbacks of litellm-spillover.yaml, api_base of `reserved` naming the reserved deployment; or send portkey-spillover.json, each api_key filled in, as x-portkey-config."),
                Action.Effort.DAYS,
                kit(offer),
                "Run check.sql with the parameter workspace_id a week later: what is paid by the token falls to the peaks; the provider's console shows at least the break-even share of the units used.",
                "Put litellm-undo.yaml in the place of both deployments and reload the proxy."));
  }

  private static Kit kit(Capacity offer) {
    return new Kit()
        .apply(() ->
            LiteLlmConfig.EMPTY
                .serving(Deployment.named("reserved", offer.provider(), offer.model()))
                .serving(Deployment.named("by-token", offer.provider(), offer.model()))
                .fallingBack("reserved", "by-token")
                .artefact(
                    "litellm-spillover.yaml",
                    "the reserved deployment first, the other when it is full."))
        .apply(() ->
            PortkeyConfig.fallingBack(
                    PortkeyConfig.Target.of(offer.provider(), offer.model()),
                    PortkeyConfig.Target.of(offer.provider(), offer.model()))
                .artefact("portkey-spillover.json"))
        .check(() -> new LedgerSql(offer.provider(), offer.model(), "").costByDay("check.sql"))
        .undo(() ->
            LiteLlmConfig.EMPTY
                .serving(Deployment.named("by-token", offer.provider(), offer.model()))
                .artefact("litellm-undo.yaml", "all calls are paid by the token."));
  }
}
