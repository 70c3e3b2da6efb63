package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Which set of costs each workspace's totals are made from. Every change is noted in
/// [PriceAudits].
public final class AdoptedCosts {
  private static final String FIRST = "the first costs";

  private final Database database;

  public AdoptedCosts(Database database) {
    this.database = database;
  }

  /// @param set which a workspace chose over its first costs
  public record Adoption(RepricingRecord set, UserId by, Instant at) {}

  /// Empty when the first costs count.
  public Optional<Adoption> find(WorkspaceId workspace) {
    return database.in(workspace, handle -> find(handle, workspace));
  }

  /// The set of a number, adopted or not; empty when the workspace has none such.
  public Optional<RepricingRecord> set(WorkspaceId workspace, int pricing) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.repricings
                    where workspace_id = :workspace and pricing = :pricing\
                    """)
                .bind("workspace", workspace.value())
                .bind("pricing", pricing)
                .map((row, _) -> Repricings.record(row))
                .findOne());
  }

  /// From now on this set counts for the calls that it covers. The caller knows that it is
  /// finished.
  public Adoption adopt(WorkspaceId workspace, RepricingRecord set, UserId owner) {
    return database.in(
        workspace,
        handle -> {
          var before = words(find(handle, workspace));
          handle
              .createUpdate(
                  """
                  insert into backend.adopted_costs (workspace_id, repricing_id, set_by)
                  values (:workspace, :repricing, :owner)
                  on conflict (workspace_id) do update set repricing_id = excluded.repricing_id,
                    set_by = excluded.set_by, set_at = now()\
                  """)
              .bind("workspace", workspace.value())
              .bind("repricing", set.id().value())
              .bind("owner", owner.value())
              .execute();
          note(handle, workspace, owner, "costs_adopted", before, words(set));
          return find(handle, workspace).orElseThrow();
        });
  }

  /// From now on the first costs count again; false when they did already.
  public boolean revert(WorkspaceId workspace, UserId owner) {
    return database.in(
        workspace,
        handle -> {
          var before = find(handle, workspace);
          if (before.isEmpty()) return false;
          handle
              .createUpdate("delete from backend.adopted_costs where workspace_id = :workspace")
              .bind("workspace", workspace.value())
              .execute();
          note(handle, workspace, owner, "costs_reverted", words(before), FIRST);
          return true;
        });
  }

  private static void note(
      Handle handle,
      WorkspaceId workspace,
      UserId owner,
      String action,
      String before,
      String after) {
    PriceAudits.note(
        handle, workspace, new PriceAudits.Entry(owner, action, "totals", before, after));
  }

  private static String words(Optional<Adoption> adoption) {
    return adoption.map(known -> words(known.set)).orElse(FIRST);
  }

  private static String words(RepricingRecord set) {
    return "repricing %s (set %d, %s)".formatted(set.id(), set.pricing(), set.bookWords());
  }

  private static Optional<Adoption> find(Handle handle, WorkspaceId workspace) {
    return handle
        .createQuery(
            """
            select r.*, a.set_by, a.set_at from backend.adopted_costs a
            join backend.repricings r using (workspace_id, repricing_id)
            where a.workspace_id = :workspace\
            """)
        .bind("workspace", workspace.value())
        .map((columns, _) -> {
          var row = new Row(columns);
          return new Adoption(
              Repricings.record(columns), new UserId(row.id("set_by")), row.instant("set_at"));
        })
        .findOne();
  }
}
