package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// What each run did, event by event and step by step, and who may go on with it. A run is made by
/// [ThreadStore#accept]. All leases are on the database's clock. A write under an epoch that is no
/// longer the newest, or to a run that has ended, is refused with CONFLICT.
public final class RunStore {
  private static final String HOLDS =
      "workspace_id = :workspace and run_id = :run and epoch = :epoch and ended_at is null";

  private final Database database;

  public RunStore(Database database) {
    this.database = database;
  }

  /// Begins a run that nobody works on. Empty when someone does, or when it has ended.
  public Optional<Lease> claim(WorkspaceId workspace, RunId run, String owner, Duration lease) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    update backend.runs set status = 'running', owner = :owner, epoch = epoch + 1,
                      lease_until = clock_timestamp() + :millis * interval '1 ms',
                      started_at = coalesce(started_at, now())
                    where workspace_id = :workspace and run_id = :run and ended_at is null
                      and (lease_until is null or lease_until < clock_timestamp())
                    returning *\
                    """)
                .bind("owner", owner)
                .bind("millis", lease.toMillis())
                .bind("workspace", workspace.value())
                .bind("run", run.value())
                .map((row, _) -> lease(row))
                .findOne());
  }

  /// Takes over runs whose lease has passed, or that nobody began within one lease, of any
  /// workspace, oldest first. Two that ask at once get different ones.
  public List<Lease> takeOver(String owner, Duration lease, int limit) {
    return database.forTask(
        "recover_runs",
        handle ->
            handle
                .createQuery(
                    """
                    update backend.runs r set status = 'running', owner = :owner, epoch = r.epoch + 1,
                      lease_until = clock_timestamp() + :millis * interval '1 ms',
                      started_at = coalesce(r.started_at, now())
                    from (
                      select workspace_id, run_id from backend.runs
                      where ended_at is null and coalesce(lease_until, accepted_at) < clock_timestamp()
                        and (lease_until is not null
                             or accepted_at < clock_timestamp() - :millis * interval '1 ms')
                      order by coalesce(lease_until, accepted_at) limit :limit
                      for update skip locked) silent
                    where r.workspace_id = silent.workspace_id and r.run_id = silent.run_id
                    returning r.*\
                    """)
                .bind("owner", owner)
                .bind("millis", lease.toMillis())
                .bind("limit", limit)
                .map((row, _) -> lease(row))
                .list());
  }

  public Renewal renew(Lease lease, Duration more) {
    return database.in(
        lease.workspace(),
        handle ->
            holding(
                    handle
                        .createQuery(
                            """
                            update backend.runs
                            set lease_until = clock_timestamp() + :millis * interval '1 ms'
                            where %s returning stop_requested\
                            """
                                .formatted(HOLDS))
                        .bind("millis", more.toMillis()),
                    lease)
                .mapTo(Boolean.class)
                .findOne()
                .map(stop -> stop ? Renewal.STOP_REQUESTED : Renewal.HELD)
                .orElse(Renewal.LOST));
  }

  /// Asks the run's owner to stop. False when the user has no such run, or when it has ended.
  public boolean requestStop(WorkspaceId workspace, UserId user, RunId run) {
    return database.in(
        workspace,
        handle ->
            handle
                    .createUpdate(
                        """
                        update backend.runs set stop_requested = true
                        where workspace_id = :workspace and run_id = :run and user_id = :user
                          and ended_at is null\
                        """)
                    .bind("workspace", workspace.value())
                    .bind("run", run.value())
                    .bind("user", user.value())
                    .execute()
                > 0);
  }

  /// Commits the run's next entries in their order, all or none. The run's last event is left to
  /// [#finish].
  public void append(Lease lease, List<RunEntry> entries) {
    database.within(
        lease.workspace(), handle -> entries.forEach(entry -> write(handle, lease, entry)));
  }

  /// Commits the workflow's last event, how the run ended, and the answer for its thread, at once.
  public StoredEvent finish(
      Lease lease, ExecutionStatus status, String data, Instant at, Optional<String> answer) {
    if (!status.terminal())
      throw new ApexException(ErrorCode.BUG, "a run cannot end as " + status.label());
    return database.in(
        lease.workspace(),
        handle -> {
          var last = write(handle, lease, lastType(status), AgentName.WORKFLOW, data, at);
          answer.ifPresent(content -> ThreadStore.answer(handle, lease, content));
          end(handle, lease, status);
          return last;
        });
  }

  /// Empty when the user has no such run.
  public Optional<RunRecord> find(WorkspaceId workspace, UserId user, RunId run) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.runs
                    where workspace_id = :workspace and run_id = :run and user_id = :user\
                    """)
                .bind("workspace", workspace.value())
                .bind("run", run.value())
                .bind("user", user.value())
                .map((row, _) -> record(row))
                .findOne());
  }

  /// The user's run that was answered last; empty when none was.
  public Optional<RunRecord> latestAnswered(WorkspaceId workspace, UserId user) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select * from backend.runs
                    where workspace_id = :workspace and user_id = :user
                      and status in ('completed', 'degraded')
                    order by ended_at desc, run_id limit 1\
                    """)
                .bind("workspace", workspace.value())
                .bind("user", user.value())
                .map((row, _) -> record(row))
                .findOne());
  }

  /// The run's events after the `afterSeq`th, in order, at most `limit`; none when the run is not
  /// the user's.
  public List<StoredEvent> events(
      WorkspaceId workspace, UserId user, RunId run, long afterSeq, int limit) {
    return database.in(
        workspace,
        handle ->
            handle
                .createQuery(
                    """
                    select e.* from backend.run_events e
                    where e.workspace_id = :workspace and e.run_id = :run and e.seq > :after
                      and exists (select from backend.runs r where r.workspace_id = :workspace
                                  and r.run_id = :run and r.user_id = :user)
                    order by e.seq limit :limit\
                    """)
                .bind("workspace", workspace.value())
                .bind("run", run.value())
                .bind("user", user.value())
                .bind("after", afterSeq)
                .bind("limit", limit)
                .map((row, _) -> event(row))
                .list());
  }

  /// Fixes which usage the run counts. The first who says it is obeyed, also by a later owner.
  public long fixAsOf(Lease lease, long asOf) {
    return database.in(
        lease.workspace(),
        handle ->
            holding(
                    handle
                        .createQuery(
                            "update backend.runs set as_of = coalesce(as_of, :asOf) where %s returning as_of"
                                .formatted(HOLDS))
                        .bind("asOf", asOf),
                    lease)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> lost(lease)));
  }

  /// What the step gave when it was last done with this very input, by whichever owner.
  public Optional<String> step(Lease lease, String step, String inputHash) {
    return database.in(
        lease.workspace(),
        handle ->
            handle
                .createQuery(
                    """
                    select output from backend.run_steps
                    where workspace_id = :workspace and run_id = :run and step = :step
                      and input_hash = :input\
                    """)
                .bind("workspace", lease.workspace().value())
                .bind("run", lease.run().value())
                .bind("step", step)
                .bind("input", inputHash)
                .mapTo(String.class)
                .findOne());
  }

  private static EventType lastType(ExecutionStatus status) {
    return switch (status) {
      case COMPLETED, DEGRADED -> EventType.AGENT_COMPLETED;
      case FAILED, CANCELLED, PENDING, RUNNING -> EventType.AGENT_ERROR;
    };
  }

  private static void write(Handle handle, Lease lease, RunEntry entry) {
    switch (entry) {
      case RunEntry.Told told -> write(handle, lease, told);
      case RunEntry.Kept kept -> keep(handle, lease, kept);
    }
  }

  private static void write(Handle handle, Lease lease, RunEntry.Told told) {
    if (told.type().endsRun(told.agent()))
      throw new ApexException(ErrorCode.BUG, "the last event of a run is written by finish");
    write(handle, lease, told.type(), told.agent(), told.data(), told.at());
  }

  private static void keep(Handle handle, Lease lease, RunEntry.Kept kept) {
    requireHeld(handle, lease);
    handle
        .createUpdate(
            """
            insert into backend.run_steps (workspace_id, run_id, step, input_hash, output, epoch)
            values (:workspace, :run, :step, :input, :output, :epoch)
            on conflict do nothing\
            """)
        .bind("workspace", lease.workspace().value())
        .bind("run", lease.run().value())
        .bind("step", kept.step())
        .bind("input", kept.inputHash())
        .bind("output", kept.output())
        .bind("epoch", lease.epoch())
        .execute();
  }

  /// The counter in the run's own row gives the number, so that a number is lost only together with
  /// its event.
  private static StoredEvent write(
      Handle handle, Lease lease, EventType type, AgentName agent, String data, Instant at) {
    return holding(
            handle
                .createQuery(
                    """
                    with next as (
                      update backend.runs set last_seq = last_seq + 1 where %s returning last_seq)
                    insert into backend.run_events
                      (workspace_id, run_id, seq, type, agent_name, at, data)
                    select :workspace, :run, last_seq, :type, :agent, :at, :data from next
                    returning *\
                    """
                        .formatted(HOLDS))
                .bind("type", type.label())
                .bind("agent", agent.label())
                .bind("at", at.truncatedTo(ChronoUnit.MILLIS))
                .bind("data", data),
            lease)
        .map((row, _) -> event(row))
        .findOne()
        .orElseThrow(() -> lost(lease));
  }

  private static void end(Handle handle, Lease lease, ExecutionStatus status) {
    handle
        .createUpdate(
            """
            update backend.runs set status = :status, ended_at = now(), lease_until = null
            where workspace_id = :workspace and run_id = :run\
            """)
        .bind("status", status.label())
        .bind("workspace", lease.workspace().value())
        .bind("run", lease.run().value())
        .execute();
  }

  /// Holds the run's row until the commit, so that no other owner comes in between.
  private static void requireHeld(Handle handle, Lease lease) {
    var held =
        holding(
                handle.createQuery(
                    "select 1 from backend.runs where %s for update".formatted(HOLDS)),
                lease)
            .mapTo(Integer.class)
            .findOne();
    if (held.isEmpty()) throw lost(lease);
  }

  private static Query holding(Query query, Lease lease) {
    return query
        .bind("workspace", lease.workspace().value())
        .bind("run", lease.run().value())
        .bind("epoch", lease.epoch());
  }

  private static ApexException lost(Lease lease) {
    return new ApexException(
        ErrorCode.CONFLICT,
        "the run %s has ended or has a newer owner than epoch %d"
            .formatted(lease.run(), lease.epoch()));
  }

  private static Lease lease(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Lease(
        new WorkspaceId(row.id("workspace_id")),
        new RunId(row.id("run_id")),
        new ThreadId(row.id("thread_id")),
        new UserId(row.id("user_id")),
        row.number("epoch"),
        row.text("question"),
        row.number("last_seq"));
  }

  private static RunRecord record(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new RunRecord(
        new RunId(row.id("run_id")),
        new ThreadId(row.id("thread_id")),
        new UserId(row.id("user_id")),
        row.text("question"),
        ExecutionStatus.parse(row.text("status")),
        row.number("last_seq"),
        row.maybeNumber("as_of"),
        row.instant("accepted_at"),
        row.maybeInstant("started_at"),
        row.maybeInstant("ended_at"));
  }

  private static StoredEvent event(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new StoredEvent(
        row.number("seq"),
        EventType.parse(row.text("type")),
        AgentName.parse(row.text("agent_name")),
        row.instant("at"),
        row.text("data"));
  }
}
