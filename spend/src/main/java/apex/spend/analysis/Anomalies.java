package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmKey;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hours (over less than three days: minutes) in which a route cost far more than it usually does
/// at that time.
///
/// Usual is what the other days show at the same hour, workdays and weekends apart (over less than
/// three days: all other minutes). A bin stands out when its robust score `0.6745 * (x - median) /
/// MAD` is above 3.5 (Iglewicz and Hoaglin; NIST handbook 1.3.5.17), when that is a discovery among
/// all bins of all routes at a false-discovery rate of 0.05 (Benjamini and Hochberg), when the one
/// before or after it stands out too, and when the episode costs more than one in a hundred of the
/// spend beyond what is usual.
final class Anomalies implements Analysis {
  private static final double SCORE_MIN = 3.5;
  private static final double FALSE_DISCOVERIES = 0.05;
  private static final double SPEND_SHARE_MIN = 0.01;
  private static final int BINS_MIN = 2;
  private static final int OTHERS_MIN = 5;
  private static final int FINDINGS_MAX = 5;
  private static final int HOUR = 3600;
  private static final int DAYS_MIN = 8;

  @Override
  public String kind() {
    return "anomaly";
  }

  @Override
  public String answers() {
    return "was there a spike, something unusual in the costs";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.habits(study, habits -> analyse(study, habits));
  }

  private Outcome analyse(Study study, Figure<Habits> habits) {
    var clock = Clock.of(study, habits.value());
    if (habits.value().binSeconds() == HOUR && clock.bins() < DAYS_MIN * 24)
      return new Outcome.Refused(
          "hours of less than eight days have nothing to be compared with", "eight days of calls");
    if (clock.bins() < 2 * OTHERS_MIN)
      return new Outcome.Refused("there are too few minutes to compare", "ten minutes of calls");
    var series = habits.value().groups().stream().map(group -> Series.of(group, clock)).toList();
    var chances =
        series.stream()
            .flatMapToDouble(one -> Arrays.stream(one.scores()).map(Robust::twoSided))
            .toArray();
    double chance = Robust.discovery(chances, FALSE_DISCOVERIES);
    return new Outcome.Found(
        series.stream()
            .flatMap(one -> one.episodes(chance).stream())
            .filter(episode -> study.share(BigDecimal.valueOf(episode.excess())) >= SPEND_SHARE_MIN)
            .sorted(Comparator.comparingDouble(Episode::excess).reversed())
            .limit(FINDINGS_MAX)
            .map(episode -> draft(study, habits, clock, episode))
            .toList());
  }

  /// The bins from the first call to the last.
  ///
  /// @param slots for each bin what it is compared with: equal slots
  private record Clock(long first, int binSeconds, ZoneId zone, int[] slots) {
    static Clock of(Study study, Habits habits) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (var group : habits.groups()) {
        if (group.bins().isEmpty()) continue;
        first = Math.min(first, group.bins().getFirst().number());
        last = Math.max(last, group.bins().getLast().number());
      }
      var zone = study.figures().slice().period().zone();
      int count = (int) Math.max(0, last - first + 1);
      var slots = new int[count];
      for (int i = 0; i < count; i++)
        slots[i] =
            habits.binSeconds() == HOUR
                ? slot(Instant.ofEpochSecond((first + i) * HOUR).atZone(zone))
                : 0;
      return new Clock(first, habits.binSeconds(), zone, slots);
    }

    private static int slot(ZonedDateTime at) {
      boolean weekend =
          at.getDayOfWeek() == DayOfWeek.SATURDAY || at.getDayOfWeek() == DayOfWeek.SUNDAY;
      return at.getHour() + (weekend ? 24 : 0);
    }

    int bins() {
      return slots.length;
    }

    ZonedDateTime at(int bin) {
      return Instant.ofEpochSecond((first + bin) * binSeconds).atZone(zone);
    }
  }

  /// @param excess US dollars beyond what is usual; `deviation` its standard deviation
  private record Episode(
      Habits.Group group,
      int from,
      int to,
      double cost,
      double excess,
      double deviation,
      double score) {}

  /// @param usd by bin
  private record Series(Habits.Group group, Clock clock, double[] usd, double[] scores) {
    static Series of(Habits.Group group, Clock clock) {
      var usd = new double[clock.bins()];
      for (var bin : group.bins()) usd[(int) (bin.number() - clock.first())] = bin.nanoUsd() / 1e9;
      var scores = new double[usd.length];
      var slots = bySlot(clock, usd);
      for (int i = 0; i < usd.length; i++) {
        var others = slots.getOrDefault(clock.slots()[i], new double[0]);
        scores[i] = others.length < OTHERS_MIN ? 0 : Robust.score(usd[i], others);
      }
      return new Series(group, clock, usd, scores);
    }

    private static Map<Integer, double[]> bySlot(Clock clock, double[] usd) {
      var values = new HashMap<Integer, List<Double>>();
      for (int i = 0; i < usd.length; i++)
        values.computeIfAbsent(clock.slots()[i], slot -> new ArrayList<>()).add(usd[i]);
      var slots = new HashMap<Integer, double[]>();
      values.forEach((slot, list) ->
          slots.put(slot, list.stream().mapToDouble(Double::doubleValue).toArray()));
      return slots;
    }

    List<Episode> episodes(double chance) {
      var found = new ArrayList<Episode>();
      for (int from = 0; from < usd.length; from++) {
        int to = from;
        while (to < usd.length && outstanding(to, chance)) to++;
        if (to - from >= BINS_MIN) found.add(episode(from, to, chance));
        from = to;
      }
      return found;
    }

    private boolean outstanding(int bin, double chance) {
      return scores[bin] > SCORE_MIN && Robust.twoSided(scores[bin]) <= chance;
    }

    private Episode episode(int from, int to, double chance) {
      double cost = 0;
      double expected = 0;
      double variance = 0;
      double score = 0;
      for (int bin = from; bin < to; bin++) {
        var usual = usual(bin, chance);
        cost += usd[bin];
        expected += usual.mean();
        variance += usual.variance() * (1 + 1.0 / Math.max(1, usual.count()));
        score = Math.max(score, scores[bin]);
      }
      return new Episode(group, from, to, cost, cost - expected, Math.sqrt(variance), score);
    }

    private record Usual(long count, double mean, double variance) {}

    /// The bins of the same slot that do not stand out.
    private Usual usual(int bin, double chance) {
      long count = 0;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < usd.length; i++) {
        if (clock.slots()[i] != clock.slots()[bin] || outstanding(i, chance)) continue;
        count++;
        sum += usd[i];
        squares += usd[i] * usd[i];
      }
      double mean = count == 0 ? 0 : sum / count;
      double variance = count < 2 ? 0 : Math.max(0, (squares - sum * mean) / (count - 1));
      return new Usual(count, mean, variance);
    }
  }

  private Proposal draft(Study study, Figure<Habits> habits, Clock clock, Episode episode) {
    var habit = episode.group;
    var group = new Study.Group(habit.provider(), habit.model(), habit.route());
    var from = clock.at(episode.from);
    var to = clock.at(episode.to);
    var p50 = BigDecimal.valueOf(episode.excess);
    var half = BigDecimal.valueOf(Prediction.Z90 * episode.deviation);
    var sums = new LinkedHashMap<String, String>();
    sums.put("cost_usd", Usd.text(BigDecimal.valueOf(episode.cost)));
    sums.put("usual_usd", Usd.text(BigDecimal.valueOf(episode.cost - episode.excess)));
    var evidence =
        study.evidence(
            "spend beyond the usual, %s, %s".formatted(group.words(), from.toOffsetDateTime()),
            habits.source(),
            "cost_usd - usual_usd, usual_usd the mean of the same hours of other days",
            sums,
            p50);
    return new Draft(
            study,
            kind(),
            "%s cost %s between %s and %s, %s more than usual"
                .formatted(
                    group.words(),
                    Usd.prose(BigDecimal.valueOf(episode.cost)),
                    from.toLocalDateTime(),
                    to.toLocalDateTime(),
                    Usd.prose(p50)),
            Confidence.ESTIMATED)
        .scope(group.scope())
        .saves(p50.subtract(half), p50, p50.add(half))
        .assuming(
            "Without the episode these hours would have cost what the same hours of other days do; the interval holds the truth in 80 of 100 cases.")
        .caveat(
            "The money is spent: it counts in no total. What caused it may come again.",
            "%d bins of %d routes were looked at; of those told, at most 5 in 100 are expected to be chance."
                .formatted(clock.bins(), habits.value().groups().size()))
        .caveat(Needs.age(study))
        .wouldChangeIf("the traffic of that time was wanted: a launch, a load test, a backfill")
        .evidence(evidence, habits.id())
        .detail("from", from.toInstant().toString())
        .detail("to", to.toInstant().toString())
        .detail("score", Double.isInfinite(episode.score) ? 1e9 : episode.score)
        .detail("cost_usd", Usd.text(BigDecimal.valueOf(episode.cost)))
        .with(plan(study, group, p50));
  }

  private static Kit kit(Study.Group group, BigDecimal daily) {
    var key = LiteLlmKey.of(group.route().isEmpty() ? group.model() : group.route(), daily, "1d");
    return new Kit()
        .apply(() -> key.generate("litellm-key.json"))
        .check(() -> new LedgerSql("", "", group.route()).hoursAbove("check.sql", daily))
        .undo(() -> key.delete("litellm-key-undo.json"));
  }

  private static Plan plan(Study study, Study.Group group, BigDecimal excess) {
    var daily =
        study
            .spend()
            .divide(
                BigDecimal.valueOf(Math.max(1, study.figures().slice().period().length().toDays())),
                MathContext.DECIMAL64)
            .setScale(2, RoundingMode.UP);
    return new Plan(
        List.of(
            "See who called %s then: a key, a job, a release.".formatted(group.words()),
            "POST litellm-key.json to /key/generate of the LiteLLM proxy: field max_budget is a day's usual spend, so that the next one stops by itself.",
            "Alert when an hour costs what a day usually does."),
        Action.Effort.HOURS,
        kit(group, daily),
        "Run check.sql with the parameter workspace_id each hour: a row is an hour that cost a whole day's budget; there is none, where %s was spent beyond the usual at the time."
            .formatted(Usd.prose(excess)),
        "POST litellm-key-undo.json to /key/delete of the proxy and hand the former key out again.");
  }
}
