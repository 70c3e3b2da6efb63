package apex.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Imports, ingest keys, settings, names, ended sessions, key set and batch numbers.
class WorkspaceRecordsTest {
  private final Database database = Fresh.backend();
  private final WorkspaceId workspace = WorkspaceId.random();
  private final UserId ada = UserId.random();
  private final ImportStore imports = new ImportStore(database);
  private final KeyStore keys = new KeyStore(database);
  private final WorkspaceSettings settings = new WorkspaceSettings(database);
  private final UserNames names = new UserNames(database);
  private final EndedSessions ended = new EndedSessions(database);
  private final KeySetCache keySet = new KeySetCache(database);
  private final IngestBatches batches = new IngestBatches(database);

  @Test
  void anImportTellsHowItCameOut() {
    var id = begin();
    var counts = new ImportRecord.Counts(7, 2, 1, 1);
    imports.note(workspace, id, ImportRecord.State.RUNNING, ImportRecord.Counts.NONE, "[]");
    imports.note(workspace, id, ImportRecord.State.COMPLETED, counts, "[{}]");
    imports.note(workspace, id, ImportRecord.State.FAILED, ImportRecord.Counts.NONE, "[]");
    var record = imports.find(workspace, id).orElseThrow();
    assertThat(record.counts()).isEqualTo(counts);
    assertThat(record.counts().read()).isEqualTo(10);
    assertThat(record.state()).isEqualTo(ImportRecord.State.COMPLETED);
    assertThat(imports.list(workspace, 9)).containsExactly(record);
    assertThat(imports.list(WorkspaceId.random(), 9)).isEmpty();
  }

  @Test
  void undoingAnImportAgainAnswersTheFirstReceipt() {
    var id = begin();
    assertThat(imports.undone(workspace, id, "{\"n\":1}")).isEqualTo("{\"n\":1}");
    assertThat(imports.undone(workspace, id, "{\"n\":2}")).isEqualTo("{\"n\":1}");
    assertThat(imports.find(workspace, id).orElseThrow().state())
        .isEqualTo(ImportRecord.State.UNDONE);
    assertThat(
            catchThrowableOfType(
                    ApexException.class, () -> imports.undone(WorkspaceId.random(), id, "{}"))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void conflictingRowsAreAmongTheDuplicates() {
    assertThatThrownBy(() -> new ImportRecord.Counts(0, 1, 2, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyOpensItsWorkspaceUntilItIsRevoked() {
    settings.seen(new Workspace(workspace, true), ZoneOffset.UTC);
    var secret = TokenHash.of("apx_" + UUID.randomUUID());
    var key = keys.create(workspace, "collector", ada, secret);
    assertThat(keys.verify(secret))
        .contains(new IngestKey.Opened(key.id(), new Workspace(workspace, true)));
    assertThat(keys.list(workspace).getFirst().lastUsed()).isPresent();
    assertThat(keys.verify(TokenHash.of("apx_unknown"))).isEmpty();
    assertThat(keys.revoke(WorkspaceId.random(), key.id())).isFalse();
    assertThat(keys.revoke(workspace, key.id())).isTrue();
    assertThat(keys.verify(secret)).isEmpty();
    assertThat(keys.list(workspace).getFirst().revoked()).isPresent();
  }

  @Test
  void aWorkspaceKeepsTheSettingsItWasFirstSeenWith() {
    var first = settings.seen(new Workspace(workspace, true), ZoneId.of("Europe/Berlin"));
    var again = settings.seen(new Workspace(workspace, true), ZoneOffset.UTC);
    assertThat(again.billingZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(again.users().hash("ada")).isEqualTo(first.users().hash("ada")).hasSize(32);
    assertThat(again.users().hash("")).isEmpty();
    var other = settings.seen(new Workspace(WorkspaceId.random(), false), ZoneOffset.UTC);
    assertThat(other.users().hash("ada")).isNotEqualTo(first.users().hash("ada"));
  }

  @Test
  void aNameIsKnownInItsWorkspaceUntilItIsErased() {
    var hash = "0123456789abcdef0123456789abcdef";
    names.remember(workspace, Map.of(hash, "Ada"));
    names.remember(workspace, Map.of(hash, "Eve"));
    assertThat(names.names(workspace, List.of(hash, hash))).isEqualTo(Map.of(hash, "Ada"));
    assertThat(names.names(WorkspaceId.random(), List.of(hash))).isEmpty();
    assertThat(names.forget(workspace, hash)).isTrue();
    assertThat(names.forget(workspace, hash)).isFalse();
  }

  @Test
  void endedSessionsAreKeptWithTheirCursor() {
    var session = SessionId.random();
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    var next = ended.cursor() + 10;
    ended.keep(List.of(new SessionEnd(next, session, at)), next);
    ended.keep(List.of(new SessionEnd(next, session, at)), next - 5);
    assertThat(ended.cursor()).isEqualTo(next);
    assertThat(ended.ended(session)).isTrue();
    assertThat(ended.since(at)).contains(session);
    ended.forgetBefore(at.plusSeconds(1));
    assertThat(ended.ended(session)).isFalse();
  }

  @Test
  void anOldKeySetIsNotTrusted() {
    keySet.keep("{\"keys\":[]}");
    assertThat(keySet.latest(Duration.ofHours(1))).contains("{\"keys\":[]}");
    assertThat(keySet.latest(Duration.ZERO)).isEmpty();
    database.run(h ->
        h.execute("update backend.key_set_cache set fetched_at = now() - interval '25 hours'"));
    assertThat(keySet.latest(Duration.ofDays(30))).isEmpty();
  }

  @Test
  void asOfWaitsForEveryBatchBelowIt() {
    var first = batches.begin(Duration.ofMinutes(1));
    var second = batches.begin(Duration.ofMinutes(1));
    batches.written(second);
    assertThat(batches.asOf()).isLessThan(first);
    batches.written(first);
    assertThat(batches.asOf()).isGreaterThanOrEqualTo(second);
  }

  @Test
  void asOfNeverComesDownWhileManyWrite() {
    var failures =
        IntStream.range(0, 200)
            .parallel()
            .filter(i -> {
              var before = batches.asOf();
              var seq = batches.begin(Duration.ofMinutes(1));
              var open = batches.asOf();
              batches.written(seq);
              return seq <= before || open >= seq || open < before;
            })
            .count();
    assertThat(failures).isZero();
  }

  @Test
  void aSilentWritersBatchIsGivenUpAndItLearnsThat() {
    var silent = batches.begin(Duration.ofMillis(-1));
    assertThat(batches.asOf()).isGreaterThanOrEqualTo(silent);
    assertThat(catchThrowableOfType(ApexException.class, () -> batches.written(silent)).code())
        .isEqualTo(ErrorCode.CONFLICT);
  }

  private ImportId begin() {
    var id = ImportId.random();
    imports.begin(workspace, id, "usage.csv", "csv", new ImportStore.Bringer.Person(ada));
    return id;
  }
}
