package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.ExecutionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The second sets of costs: which were asked for, how far each is, and who works on it. A lease is
/// on the database's clock; whoever takes over goes on at the noted place.
public final class Repricings {
  /// Unfinished ones of a workspace; more are refused.
  public static final int UNFINISHED_MOST = 4;

  private final Database database;

  public Repricings(Database database) {
    this.database = database;
  }

  /// What is asked for.
  public record Order(
      Instant from,
      Instant to,
      Optional<Instant> pricesAt,
      String book,
      long asOf,
      long entries,
      UserId by) {}

  /// Refuses with OVER_CAPACITY when too many are under way.
  public RepricingRecord begin(WorkspaceId workspace, Order order) {
    return database.in(
        workspace,
        handle -> {
          handle
              .createQuery(
                  "select pg_advisory_xact_lock(hashtext('repricings ' || :workspace)) is null")
              .bind("workspace", workspace.toString())
              .mapTo(Boolean.class)
              .one();
          var unfinished =
              handle
                  .createQuery(
                      """
                      select count(*) from backend.repricings
                      where workspace_id = :workspace and ended_at is null\
                      """)
                  .bind("workspace", workspace.value())
                  .mapTo(Integer.class)
                  .one();
          if (unfinished >= UNFINISHED_MOST)
            throw new ApexException(
                ErrorCode.OVER_CAPACITY,
                "%d repricings are under way, more are refused".formatted(unfinished));
          return handle
              .createQuery(
                  """
                  insert into backend.repricings
                    (workspace_id, repricing_id, pricing, calls_from, calls_to, prices_at, book_id,
                     as_of, entries, requested_by)
                  values (:workspace, :id,
                    (select coalesce(max(pricing), 0) + 1 from backend.repricings
                     where workspace_id = :workspace),
                    :from, :to, :prices_at, :book, :as_of, :entries, :by) returning *\
                  """)
              .bind("workspace", workspace.value())
              .bind("id", RepricingId.random().value())
              .bind("from", moment(order.from))
              .bind("to", moment(order.to))
              .bindByType(
                  "prices_at",
                  order.pricesAt.map(Repricings::moment).orElse(null),
                  OffsetDateTime.class)
              .bind("book", order.book)
              .bind("as_of", order.asOf)
              .bind("entries", order.entries)
              .bind("by", order.by.value())
              .map((row, _) -> record(row))
              .one();
        });
  }

  public Optional<RepricingRecord> find(WorkspaceId workspace, RepricingId id) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.repricings
                    where workspace_id = :workspace and repricing_id = :id\
                    """)
                .bind("workspace", workspace.value())
                .bind("id", id.value())
                .map((row, _) -> record(row))
                .findOne());
  }

  /// The latest first.
  public List<RepricingRecord> latest(WorkspaceId workspace, int limit) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.repricings where workspace_id = :workspace
                    order by pricing desc limit :limit\
                    """)
                .bind("workspace", workspace.value())
                .bind("limit", limit)
                .map((row, _) -> record(row))
                .list());
  }

  /// Takes the oldest that nobody works on, of any workspace.
  public Optional<RepricingRecord> take(String owner, Duration lease) {
    return database.forTask(
        "reprice",
        handle ->
            handle
                .createQuery(
                    """
                    update backend.repricings r set state = 'running', owner = :owner,
                      lease_until = clock_timestamp() + :millis * interval '1 ms'
                    from (select workspace_id, repricing_id from backend.repricings
                      where ended_at is null and coalesce(lease_until, '-infinity') < clock_timestamp()
                      order by requested_at limit 1 for update skip locked) free
                    where r.workspace_id = free.workspace_id and r.repricing_id = free.repricing_id
                    returning r.*\
                    """)
                .bind("owner", owner)
                .bind("millis", lease.toMillis())
                .map((row, _) -> record(row))
                .findOne());
  }

  /// Notes how far it is and keeps it for another lease. False when it was stopped or another owner
  /// has it: then nothing more is to be done.
  public boolean advance(
      RepricingRecord repricing, String owner, Duration lease, long done, String place) {
    return database.in(
        repricing.workspace(),
        handle ->
            handle
                    .createUpdate(
                        """
                        update backend.repricings set done = :done, place = :place,
                          lease_until = clock_timestamp() + :millis * interval '1 ms'
                        where workspace_id = :workspace and repricing_id = :id and owner = :owner
                          and ended_at is null and not cancel_requested\
                        """)
                    .bind("done", done)
                    .bind("place", place)
                    .bind("millis", lease.toMillis())
                    .bind("workspace", repricing.workspace().value())
                    .bind("id", repricing.id().value())
                    .bind("owner", owner)
                    .execute()
                > 0);
  }

  /// Ends what `owner` holds; one that was asked to stop ends as cancelled.
  public void end(RepricingRecord repricing, String owner, ExecutionStatus how, String failure) {
    database.within(
        repricing.workspace(),
        handle ->
            handle
                .createUpdate(
                    """
                    update backend.repricings set ended_at = now(), failure = :failure,
                      state = case when cancel_requested then 'cancelled' else :state end
                    where workspace_id = :workspace and repricing_id = :id and owner = :owner
                      and ended_at is null\
                    """)
                .bind("failure", failure)
                .bind("state", how.name().toLowerCase(Locale.ROOT))
                .bind("workspace", repricing.workspace().value())
                .bind("id", repricing.id().value())
                .bind("owner", owner)
                .execute());
  }

  /// Asks it to stop; one that nobody works on ends at once. Empty when the workspace has none
  /// such.
  public Optional<RepricingRecord> cancel(WorkspaceId workspace, RepricingId id) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    update backend.repricings set cancel_requested = ended_at is null,
                      state = case when ended_at is null and state = 'pending' then 'cancelled'
                        else state end,
                      ended_at = case when ended_at is null and state = 'pending' then now()
                        else ended_at end
                    where workspace_id = :workspace and repricing_id = :id returning *\
                    """)
                .bind("workspace", workspace.value())
                .bind("id", id.value())
                .map((row, _) -> record(row))
                .findOne());
  }

  private static OffsetDateTime moment(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  static RepricingRecord record(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new RepricingRecord(
        new WorkspaceId(row.id("workspace_id")),
        new RepricingId(row.id("repricing_id")),
        (int) row.number("pricing"),
        ExecutionStatus.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
        row.instant("calls_from"),
        row.instant("calls_to"),
        row.maybeInstant("prices_at"),
        row.text("book_id"),
        row.number("as_of"),
        row.number("entries"),
        row.number("done"),
        row.text("place"),
        row.text("failure"),
        new UserId(row.id("requested_by")),
        row.instant("requested_at"),
        row.maybeInstant("ended_at"));
  }
}
