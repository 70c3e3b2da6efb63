package apex.backend.chat;

import apex.backend.agents.Journal;
import apex.backend.agents.Team;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.RunEvent;
import apex.backend.agents.triage.Question;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.spend.figures.Slice;
import apex.stores.postgres.Lease;
import apex.stores.postgres.Message;
import apex.stores.postgres.RunRecord;
import apex.stores.postgres.RunStore;
import apex.stores.postgres.ThreadStore;
import apex.stores.postgres.WorkspaceSettings;
import java.util.Optional;
import java.util.function.Consumer;

/// Prepares a run's context from what is stored, so that every owner of the run prepares the same,
/// and lets a team answer it.
public final class Desk implements Answering {
  /// How far back the question before is looked for.
  private static final int MESSAGES_BACK = 20;

  private final RunStore runs;
  private final ThreadStore threads;
  private final WorkspaceSettings workspaces;
  private final Team team;

  public Desk(RunStore runs, ThreadStore threads, WorkspaceSettings workspaces, Team team) {
    this.runs = runs;
    this.threads = threads;
    this.workspaces = workspaces;
    this.team = team;
  }

  @Override
  public Result answer(Lease lease, Journal journal, Consumer<RunEvent> events) {
    var question = new Question(lease.question(), before(lease));
    return team.forRun(context(lease)).answer(question, journal, events);
  }

  private RunContext context(Lease lease) {
    var settings =
        workspaces
            .find(lease.workspace())
            .orElseThrow(
                () -> new ApexException(ErrorCode.BUG, "the run's workspace was never seen"));
    return new RunContext(
        lease.run(),
        lease.thread(),
        lease.user(),
        settings.workspace(),
        settings.billingZone(),
        runs.fixAsOf(lease, team.usage().asOf()),
        record(lease, lease.run()).map(RunRecord::accepted).orElseThrow());
  }

  /// The calls that the last answer of the conversation was about.
  private Optional<Slice> before(Lease lease) {
    var messages = threads.messages(lease.workspace(), lease.user(), lease.thread(), MESSAGES_BACK);
    return messages.reversed().stream()
        .filter(message -> message.speaker() == Message.Speaker.ASSISTANT)
        .filter(message -> !message.run().equals(lease.run()))
        .findFirst()
        .flatMap(message -> record(lease, message.run()))
        .flatMap(run -> slice(lease, run));
  }

  private Optional<RunRecord> record(Lease lease, apex.kernel.run.RunId run) {
    return runs.find(lease.workspace(), lease.user(), run);
  }

  private Optional<Slice> slice(Lease lease, RunRecord run) {
    return runs.events(lease.workspace(), lease.user(), run.id(), run.lastSeq() - 1, 1).stream()
        .findFirst()
        .map(event -> Json.read(Json.tree(event.data()).path("result"), Subject.class).slice());
  }

  /// The part of a result that tells what it was about.
  private record Subject(apex.spend.figures.Period period, Result.Scope scope) {
    Slice slice() {
      return new Slice(period, scope.providers(), scope.models(), scope.routes());
    }
  }
}
