package apex.stores.postgres;

import apex.kernel.identity.WorkspaceId;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.Votes;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// What the numbers of each emitter have said so far about what they mean, over all processes and
/// restarts. Votes are added by whoever closes a delivery, in its transaction.
public final class EmitterVotes {
  /// Emitters of one workspace; of more, the one that was silent longest is forgotten.
  private static final int GROUPS_MAX = 10_000;

  private static final String CACHE = "cache";
  private static final String REASONING = "reasoning";

  private final Database database;

  public EmitterVotes(Database database) {
    this.database = database;
  }

  public Map<EmitterGroup, Votes> of(WorkspaceId workspace) {
    var votes = new HashMap<EmitterGroup, Votes>();
    database.within(
        workspace,
        handle ->
            handle
                .createQuery("select * from backend.emitter_votes where workspace_id = :workspace")
                .bind("workspace", workspace.value())
                .map((columns, _) -> said(new Row(columns)))
                .forEach(said -> votes.merge(said.getKey(), said.getValue(), Votes::plus)));
    return votes;
  }

  private static Map.Entry<EmitterGroup, Votes> said(Row row) throws SQLException {
    var ballot =
        new Votes.Ballot(
            row.number("impossible"),
            row.number("naive"),
            row.number("total_inside"),
            row.number("total_outside"),
            row.number("open"));
    return Map.entry(
        new EmitterGroup(row.text("scope"), row.text("version"), row.text("provider")),
        row.text("part").equals(CACHE)
            ? new Votes(ballot, Votes.Ballot.NONE)
            : new Votes(Votes.Ballot.NONE, ballot));
  }

  /// Within the transaction of whoever closes the delivery, which is in the workspace already.
  static void add(Handle handle, WorkspaceId workspace, List<Receipts.Said> said) {
    var batch =
        handle.prepareBatch(
            """
            insert into backend.emitter_votes
              (workspace_id, scope, version, provider, part,
                impossible, naive, total_inside, total_outside, open)
            values (:workspace, :scope, :version, :provider, :part,
              :impossible, :naive, :inside, :outside, :open)
            on conflict (workspace_id, scope, version, provider, part) do update set
              impossible = emitter_votes.impossible + excluded.impossible,
              naive = emitter_votes.naive + excluded.naive,
              total_inside = emitter_votes.total_inside + excluded.total_inside,
              total_outside = emitter_votes.total_outside + excluded.total_outside,
              open = emitter_votes.open + excluded.open,
              heard_at = now()\
            """);
    // In one order, so that two processes never wait for each other in a circle.
    said.stream()
        .filter(each -> each.workspace().equals(workspace))
        .sorted(Comparator.comparing(Receipts.Said::group))
        .forEach(each -> {
          add(batch, each, CACHE, each.votes().cache());
          add(batch, each, REASONING, each.votes().reasoning());
        });
    if (batch.size() == 0) return;
    batch.execute();
    forgetBeyond(handle, workspace);
  }

  private static void add(
      PreparedBatch batch, Receipts.Said said, String part, Votes.Ballot ballot) {
    if (ballot.equals(Votes.Ballot.NONE)) return;
    batch
        .bind("workspace", said.workspace().value())
        .bind("scope", said.group().scope())
        .bind("version", said.group().version())
        .bind("provider", said.group().provider())
        .bind("part", part)
        .bind("impossible", ballot.impossible())
        .bind("naive", ballot.naive())
        .bind("inside", ballot.totalInside())
        .bind("outside", ballot.totalOutside())
        .bind("open", ballot.open())
        .add();
  }

  private static void forgetBeyond(Handle handle, WorkspaceId workspace) {
    handle
        .createUpdate(
            """
            delete from backend.emitter_votes where workspace_id = :workspace
              and (select count(*) from backend.emitter_votes where workspace_id = :workspace) > :most
              and (scope, version, provider, part) in (
                select scope, version, provider, part from backend.emitter_votes
                where workspace_id = :workspace order by heard_at desc offset :most)\
            """)
        .bind("workspace", workspace.value())
        .bind("most", 2 * GROUPS_MAX)
        .execute();
  }
}
