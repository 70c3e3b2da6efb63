package apex.spend.analysis;

import apex.spend.action.BatchFile;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Calls that no person waits for, at the provider's price for a batch (or for flex, at the same
/// price): the same tokens under another rule, exact.
///
/// A group is meant for it when at most 5 of 100 calls name a user or a conversation and at least
/// 60 of 100 fall into the three busiest hours of the day: a schedule, not a person.
final class BatchTier implements Analysis {
  private static final double PERSONS_MOST = 0.05;
  private static final double SCHEDULED_LEAST = 0.6;
  private static final int SLOTS = 3;
  private static final int CALLS_MIN = 30;
  private static final int GROUPS_MAX = 5;
  private static final int HOUR = 3600;

  @Override
  public String kind() {
    return "batch";
  }

  @Override
  public String answers() {
    return "what would scheduled jobs save in a batch or on flex";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    return Needs.habits(study, habits -> found(study, habits));
  }

  private record Job(Habits.Group group, Habits.Batch batch, double scheduled) {
    BigDecimal saving() {
      return batch.now().cost().subtract(batch.then().cost());
    }
  }

  private Outcome found(Study study, Figure<Habits> habits) {
    if (habits.value().binSeconds() != HOUR)
      return new Outcome.Refused(
          "less than three days of calls show no schedule", "three days of calls or more");
    return new Outcome.Found(
        habits.value().groups().stream()
            .flatMap(group -> job(study, group).stream())
            .filter(job -> job.saving().signum() > 0)
            .sorted(Comparator.comparing(Job::saving).reversed())
            .limit(GROUPS_MAX)
            .map(job -> draft(study, habits, job))
            .toList());
  }

  private static Optional<Job> job(Study study, Habits.Group group) {
    if (group.calls() < CALLS_MIN || group.withPerson() > PERSONS_MOST * group.calls())
      return Optional.empty();
    double scheduled = scheduled(group, study.figures().slice().period().zone());
    return scheduled < SCHEDULED_LEAST
        ? Optional.empty()
        : group.batch().map(batch -> new Job(group, batch, scheduled));
  }

  /// Share of calls in the three busiest hours of the day.
  private static double scheduled(Habits.Group group, ZoneId zone) {
    var hours = new long[24];
    for (var bin : group.bins())
      hours[Instant.ofEpochSecond(bin.number() * HOUR).atZone(zone).getHour()] += bin.calls();
    Arrays.sort(hours);
    long busiest = 0;
    for (int i = 0; i < SLOTS; i++) busiest += hours[hours.length - 1 - i];
    return (double) busiest / Math.max(1, group.calls());
  }

  private Proposal draft(Study study, Figure<Habits> habits, Job job) {
    var group = new Study.Group(job.group.provider(), job.group.model(), job.group.route());
    var saving = job.saving();
    var batch = job.batch;
    var sums = new LinkedHashMap<String, String>();
    sums.put("calls", Long.toString(batch.calls()));
    sums.put("now_usd", Usd.text(batch.now().cost()));
    sums.put("then_usd", Usd.text(batch.then().cost()));
    var evidence =
        study.evidence(
            "saving of a batch, " + group.words(),
            habits.source(),
            "cost of the calls minus their cost at the batch price, call by call",
            sums,
            saving);
    return new Draft(
            study,
            kind(),
            "%s runs on a schedule and could run as a batch: %s instead of %s"
                .formatted(
                    group.words(), Usd.prose(batch.then().cost()), Usd.prose(batch.now().cost())),
            Confidence.MODELLED)
        .scope(group.scope())
        .saves(saving, saving, saving)
        .assuming(
            "Nobody waits for these calls: %s of them fall into three hours of the day and none names a person."
                .formatted(Texts.percent(job.scheduled)),
            "The same tokens at the provider's batch price: " + batch.rule() + ".")
        .caveat(
            "A batch may take up to 24 hours: its owner has to confirm that this is early enough.",
            "A flex tier costs the same where it is offered, answers while one waits and may refuse.")
        .caveat(Needs.age(study))
        .wouldChangeIf(
            "someone waits for the result within the day", "the provider changes its batch price")
        .evidence(evidence, habits.id())
        .detail("calls", batch.calls())
        .detail("scheduled_share", job.scheduled)
        .detail("now_usd", Usd.text(batch.now().cost()))
        .detail("then_usd", Usd.text(batch.then().cost()))
        .detail("rule", batch.rule())
        .cutting(
            List.of(
                cut(group, Cut.Side.INPUT, batch.now().input(), batch.then().input()),
                cut(group, Cut.Side.OUTPUT, batch.now().output(), batch.then().output())))
        .with(plan(group, job.group.embeddings() > 0));
  }

  private static Cut cut(Study.Group group, Cut.Side side, BigDecimal now, BigDecimal then) {
    var less = now.subtract(then);
    return new Cut(group.provider(), group.model(), group.route(), side, less, less, less);
  }

  private static Plan plan(Study.Group group, boolean embeddings) {
    return new Plan(
        List.of(
            "Ask the owner of %s whether the result may come within 24 hours."
                .formatted(group.words()),
            "Write the night's requests in the form of the file below, one for each request, custom_id (or key) telling them apart, and hand them over as one batch.",
            "Fetch the results by custom_id; send again what the batch reports as expired."),
        Action.Effort.DAYS,
        new Kit()
            .apply(() -> BatchFile.of(group.provider(), group.model(), group.route(), embeddings))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).tiers("check.sql")),
        "Run check.sql with the parameter workspace_id after a night: the calls carry the tier batch, at half the dollars.",
        "Send the requests one by one again: the body (or params) of each line is such a request.");
  }
}
