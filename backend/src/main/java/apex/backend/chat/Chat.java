package apex.backend.chat;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import apex.stores.postgres.Accepted;
import apex.stores.postgres.Conversation;
import apex.stores.postgres.Message;
import apex.stores.postgres.NewMessage;
import apex.stores.postgres.RunRecord;
import apex.stores.postgres.RunStore;
import apex.stores.postgres.StoredEvent;
import apex.stores.postgres.ThreadStore;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a person can do with the chat: ask, stop, look back. Everything is within the person's
/// workspace and about the person's own runs; what belongs to others is NOT_FOUND.
public final class Chat {
  private final ThreadStore threads;
  private final RunStore runs;
  private final Runner runner;

  public Chat(ThreadStore threads, RunStore runs, Runner runner) {
    this.threads = threads;
    this.runs = runs;
    this.runner = runner;
  }

  /// Keeps the question and begins to answer it. Both are durable when this returns; the same
  /// client message id again changes nothing. OVER_CAPACITY, with nothing kept, when too many are
  /// waiting.
  public Accepted ask(Identity identity, NewMessage message) {
    runner.reserve();
    Accepted accepted;
    try {
      accepted = threads.accept(identity.workspace().id(), identity.user(), message);
    } catch (RuntimeException refused) {
      runner.release();
      throw refused;
    }
    if (accepted.replayed()) runner.release();
    else runner.begin(identity.workspace().id(), accepted.run());
    return accepted;
  }

  /// Ends the run as cancelled: at once where it is answered here, within a second elsewhere. Does
  /// nothing when it has ended.
  public void stop(Identity identity, RunId run) {
    var record = find(identity, run);
    if (record.status().terminal()) return;
    runs.requestStop(identity.workspace().id(), identity.user(), run);
    runner.stop(
        identity.workspace().id(),
        run,
        ExecutionStatus.CANCELLED,
        new ApexException(ErrorCode.CANCELLED, "the run was stopped on request"));
  }

  public RunRecord find(Identity identity, RunId run) {
    return runs.find(identity.workspace().id(), identity.user(), run)
        .orElseThrow(
            () -> new ApexException(ErrorCode.NOT_FOUND, "there is no run %s".formatted(run)));
  }

  /// The caller's run that was answered last; empty when none was.
  public Optional<RunRecord> latestAnswered(Identity identity) {
    return runs.latestAnswered(identity.workspace().id(), identity.user());
  }

  /// What the run's last event carries as its answer; empty while it has none.
  public Optional<JsonNode> result(Identity identity, RunRecord run) {
    return events(identity, run.id(), run.lastSeq() - 1, 1).stream()
        .findFirst()
        .map(event -> Json.tree(event.data()).path("result"))
        .filter(result -> result.has("evidence"));
  }

  /// The run's events after `afterSeq`, in order, at most `limit`.
  public List<StoredEvent> events(Identity identity, RunId run, long afterSeq, int limit) {
    return runs.events(identity.workspace().id(), identity.user(), run, afterSeq, limit);
  }

  public List<Conversation> threads(Identity identity, int limit) {
    return threads.threads(identity.workspace().id(), identity.user(), limit);
  }

  public List<Message> messages(Identity identity, ThreadId thread, int limit) {
    return threads.messages(identity.workspace().id(), identity.user(), thread, limit);
  }
}
