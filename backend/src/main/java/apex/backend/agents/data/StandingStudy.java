package apex.backend.agents.data;

import apex.backend.prices.Books;
import apex.edge.json.Json;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.DataShape;
import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.ReplaySums;
import apex.spend.figures.Slice;
import apex.spend.price.PriceBook;
import apex.stores.clickhouse.Sourced;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.clickhouse.UsageReading;
import apex.stores.postgres.StandingStudies;
import apex.stores.postgres.WorkspaceSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
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
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

  /// What is kept of a study.
  ///
  /// @param replay empty when no call told its prefixes, or the study is from before they were
  ///   replayed
  record Kept(Sourced<Habits> habits, Optional<Sourced<List<ReplaySums>>> replay) {}

  /// A study made before a question.
  record Found(Kept counted, Instant countedAt) {}

  /// The newest study of the workspace, if it was made before `askedAt` by this book; asks for the
  /// next one.
  Optional<Found> find(WorkspaceId workspace, Instant askedAt, String book) {
    studies.wish(workspace);
    return studies
        .latest(workspace, askedAt)
        .filter(study -> study.book().equals(book))
        .map(study -> new Found(Json.read(study.body(), Kept.class), study.countedAt()));
  }

  /// Makes every study that is due.
  public void round() {
    for (var due = studies.take(LEASE); due.isPresent(); due = studies.take(LEASE))
      studyOrPutOff(due.get());
  }

  private void studyOrPutOff(WorkspaceId workspace) {
    try {
      study(workspace);
    } catch (RuntimeException failed) {
      studies.putOff(workspace, AFTER_A_FAILURE);
      throw failed;
    }
  }

  private void study(WorkspaceId workspace) {
    var zone =
        workspaces
            .find(workspace)
            .map(WorkspaceSettings.Settings::billingZone)
            .orElse(ZoneOffset.UTC);
    long asOf = usage.asOf();
    var everything = usage.at(workspace, Slice.all(Period.ever(zone)), asOf);
    var shape = everything.shape().value();
    if (shape.calls() == 0 || shape.calls() > callsMost) {
      LOG.info("Workspace {} has {} calls and is not studied", workspace, shape.calls());
      studies.skip(workspace);
      return;
    }
    var from = shape.first().orElseThrow();
    var to = shape.last().orElseThrow().plusNanos(1);
    var book = books.of(workspace);
    var reading = everything.in(Slice.all(new Period(from, to, zone)));
    var body = Json.write(counted(reading, book, new Period(from, to, zone), shape));
    studies.keep(
        workspace,
        new StandingStudies.Study(clock.instant(), asOf, book.version(), from, to, body));
  }

  private static Kept counted(
      UsageReading reading, PriceBook book, Period period, DataShape shape) {
    return new Kept(
        OneByOne.habits(reading, book, period),
        shape.withPrefixHashes() == 0
            ? Optional.empty()
            : Optional.of(OneByOne.replay(reading, book)));
  }
}
