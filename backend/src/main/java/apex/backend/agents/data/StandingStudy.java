package apex.backend.agents.data;

import apex.backend.prices.Books;
import apex.edge.json.Json;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.DataShape;
import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.figures.Source;
import apex.spend.habits.HabitStudy;
import apex.stores.clickhouse.Sourced;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.StandingStudies;
import apex.stores.postgres.WorkspaceSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Studies all calls of a workspace one by one in the background, where they are too many to do it
/// while someone waits: at most once a day, for workspaces that asked within a week.
///
/// @param callsMost workspaces with more calls than this are not studied
public record StandingStudy(
    UsageQuery usage,
    Books books,
    StandingStudies studies,
    WorkspaceSettings workspaces,
    InstantSource clock,
    long callsMost) {
  private static final Logger LOG = LoggerFactory.getLogger(StandingStudy.class);
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Instant EVER = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant FOREVER = Instant.parse("2200-01-01T00:00:00Z");

  /// What is kept of a study.
  record Kept(Habits habits, Source source) {}

  /// A study made before a question.
  record Found(Sourced<Habits> habits, Instant countedAt) {}

  /// The newest study of the workspace, if it was made before `askedAt` by this book; asks for the
  /// next one.
  Optional<Found> find(WorkspaceId workspace, Instant askedAt, String book) {
    studies.wish(workspace);
    return studies
        .latest(workspace, askedAt)
        .filter(study -> study.book().equals(book))
        .map(study -> {
          var kept = Json.read(study.body(), Kept.class);
          return new Found(new Sourced<>(kept.habits, kept.source), study.countedAt());
        });
  }

  /// Makes every study that is due.
  public void round() {
    for (var due = studies.take(LEASE); due.isPresent(); due = studies.take(LEASE))
      study(due.get());
  }

  private void study(WorkspaceId workspace) {
    var zone =
        workspaces
            .find(workspace)
            .map(WorkspaceSettings.Settings::billingZone)
            .orElse(ZoneOffset.UTC);
    long asOf = usage.asOf();
    var shape = shape(workspace, asOf, zone);
    if (shape.calls() == 0 || shape.calls() > callsMost) {
      LOG.info("Workspace {} has {} calls and is not studied", workspace, shape.calls());
      studies.skip(workspace);
      return;
    }
    var from = shape.first().orElseThrow();
    var to = shape.last().orElseThrow().plusNanos(1);
    var slice = Slice.all(new Period(from, to, zone));
    var book = books.of(workspace);
    var habits = new HabitStudy(book, slice.period());
    var source = usage.at(workspace, slice, asOf).toldCalls(habits::take);
    var body = Json.write(new Kept(habits.habits(), source));
    studies.keep(
        workspace,
        new StandingStudies.Study(clock.instant(), asOf, book.version(), from, to, body));
  }

  private DataShape shape(WorkspaceId workspace, long asOf, ZoneId zone) {
    return usage.at(workspace, Slice.all(new Period(EVER, FOREVER, zone)), asOf).shape().value();
  }
}
