package apex.stores.postgres;

import apex.kernel.identity.WorkspaceId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// What became of what was sent, by the hour it reached the ledger.
public final class ReceiptStore {
  private final Database database;

  public ReceiptStore(Database database) {
    this.database = database;
  }

  /// The sums of the hours that begin from `from` until before `to`.
  public Receipts between(WorkspaceId workspace, Instant from, Instant to) {
    return database.in(
        workspace,
        handle ->
            new Receipts(
                lines(handle, workspace, from, to),
                delays(handle, workspace, from, to),
                List.of()));
  }

  private static List<Receipts.Line> lines(
      Handle handle, WorkspaceId workspace, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            select signal, outcome, reason, sum(count)::bigint as count from backend.ingest_receipts
            where workspace_id = :workspace and hour >= :from and hour < :to
            group by signal, outcome, reason order by signal, outcome, reason\
            """)
        .bind("workspace", workspace.value())
        .bind("from", from)
        .bind("to", to)
        .map((columns, _) ->
            new Receipts.Line(
                workspace,
                columns.getString("signal"),
                IngestOutcome.valueOf(columns.getString("outcome")),
                columns.getString("reason"),
                columns.getLong("count")))
        .list();
  }

  private static List<Receipts.Delay> delays(
      Handle handle, WorkspaceId workspace, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            select bucket, sum(count)::bigint as count from backend.ingest_delays
            where workspace_id = :workspace and hour >= :from and hour < :to
            group by bucket order by bucket\
            """)
        .bind("workspace", workspace.value())
        .bind("from", from)
        .bind("to", to)
        .map((columns, _) ->
            new Receipts.Delay(workspace, columns.getInt("bucket"), columns.getLong("count")))
        .list();
  }

  /// Adds to the hour that runs, in the transaction of whoever closes the delivery. Workspaces come
  /// in one order, so that two processes never wait for each other in a circle.
  static void add(Handle handle, Receipts receipts) {
    Stream.of(
            receipts.lines().stream().map(Receipts.Line::workspace),
            receipts.delays().stream().map(Receipts.Delay::workspace),
            receipts.said().stream().map(Receipts.Said::workspace))
        .flatMap(workspaces -> workspaces)
        .distinct()
        .sorted(Comparator.comparing(WorkspaceId::value))
        .forEach(workspace -> add(handle, workspace, receipts));
  }

  private static void add(Handle handle, WorkspaceId workspace, Receipts receipts) {
    Database.enter(handle, workspace);
    var lines =
        handle.prepareBatch(
            """
            insert into backend.ingest_receipts (workspace_id, hour, signal, outcome, reason, count)
            values (:workspace, date_trunc('hour', now()), :signal, :outcome, :reason, :count)
            on conflict (workspace_id, hour, signal, outcome, reason)
              do update set count = ingest_receipts.count + excluded.count\
            """);
    for (var line : receipts.lines())
      if (line.workspace().equals(workspace) && line.count() > 0)
        lines
            .bind("workspace", workspace.value())
            .bind("signal", line.signal())
            .bind("outcome", line.outcome().name())
            .bind("reason", line.reason())
            .bind("count", line.count())
            .add();
    if (lines.size() > 0) lines.execute();
    addDelays(handle, workspace, receipts.delays());
    EmitterVotes.add(handle, workspace, receipts.said());
  }

  private static void addDelays(Handle handle, WorkspaceId workspace, List<Receipts.Delay> delays) {
    var batch =
        handle.prepareBatch(
            """
            insert into backend.ingest_delays (workspace_id, hour, bucket, count)
            values (:workspace, date_trunc('hour', now()), :bucket, :count)
            on conflict (workspace_id, hour, bucket)
              do update set count = ingest_delays.count + excluded.count\
            """);
    for (var delay : delays)
      if (delay.workspace().equals(workspace))
        batch
            .bind("workspace", workspace.value())
            .bind("bucket", delay.bucket())
            .bind("count", delay.calls())
            .add();
    if (batch.size() > 0) batch.execute();
  }
}
