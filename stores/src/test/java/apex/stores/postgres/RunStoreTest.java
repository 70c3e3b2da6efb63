package apex.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.kernel.run.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunStoreTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration OVER = Duration.ofMillis(-1);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

  private final WorkspaceId workspace = WorkspaceId.random();
  private final UserId ada = UserId.random();
  private final RunStore runs = new RunStore(Fresh.backend());
  private final ThreadStore threads = new ThreadStore(Fresh.backend());

  @Test
  void eventsAreNumberedFromOneWithoutGaps() {
    var lease = claimed();
    for (int i = 0; i < 5; i++) think(lease);
    assertThat(runs.events(workspace, ada, lease.run(), 0, 100))
        .extracting(StoredEvent::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(runs.events(workspace, ada, lease.run(), 3, 1))
        .extracting(StoredEvent::seq)
        .containsExactly(4L);
  }

  @Test
  void eventsThatArriveAtOnceLeaveNoGapEither() {
    var lease = claimed();
    IntStream.range(0, 40).parallel().forEach(_ -> think(lease));
    assertThat(runs.events(workspace, ada, lease.run(), 0, 100))
        .extracting(StoredEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
  }

  @Test
  void anEventIsReadAsItWasWritten() {
    var lease = claimed();
    var told = new RunEntry.Told(EventType.TOOL_EXECUTING, AgentName.DATA, NOW, "{\"a\":1}");
    runs.append(lease, List.of(told));
    assertThat(runs.events(workspace, ada, lease.run(), 0, 9))
        .containsExactly(
            new StoredEvent(1, EventType.TOOL_EXECUTING, AgentName.DATA, NOW, "{\"a\":1}"));
  }

  @Test
  void entriesOfOneCommitAreAllOnRecordInTheirOrderOrNoneIs() {
    var lease = claimed();
    runs.append(lease, List.of(thought("{\"n\":1}"), kept("h", "{}"), thought("{\"n\":2}")));
    var last = new RunEntry.Told(EventType.AGENT_ERROR, AgentName.WORKFLOW, NOW, "{}");
    assertThat(code(() -> runs.append(lease, List.of(thought("{}"), kept("i", "{}"), last))))
        .isEqualTo(ErrorCode.BUG);
    assertThat(runs.events(workspace, ada, lease.run(), 0, 9))
        .extracting(StoredEvent::data)
        .containsExactly("{\"n\":1}", "{\"n\":2}");
    assertThat(runs.step(lease, "data", "h")).isPresent();
    assertThat(runs.step(lease, "data", "i")).isEmpty();
  }

  @Test
  void aRunEndsOnce() {
    var lease = claimed();
    finish(lease, ExecutionStatus.COMPLETED);
    assertThat(code(() -> finish(lease, ExecutionStatus.FAILED))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(code(() -> think(lease))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(runs.events(workspace, ada, lease.run(), 0, 9)).hasSize(1);
    assertThat(runs.find(workspace, ada, lease.run()).orElseThrow().status())
        .isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void theDatabaseItselfRefusesASecondLastEvent() {
    var lease = claimed();
    finish(lease, ExecutionStatus.CANCELLED);
    var second =
        """
        insert into backend.run_events (workspace_id, run_id, seq, type, agent_name, at, data)
        values (?, ?, 99, 'agent_completed', 'workflow', now(), '{}')\
        """;
    assertThatThrownBy(() ->
            Fresh.backend()
                .in(workspace, h -> h.execute(second, workspace.value(), lease.run().value())))
        .hasMessageContaining("run_events_one_end");
  }

  @Test
  void anOwnerWhoseEpochIsOldCanWriteNothing() {
    var stale = claimed();
    runs.renew(stale, OVER);
    var fresh = runs.claim(workspace, stale.run(), "second", MINUTE).orElseThrow();
    assertThat(fresh.epoch()).isEqualTo(stale.epoch() + 1);
    assertThat(code(() -> think(stale))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(code(() -> finish(stale, ExecutionStatus.FAILED))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(code(() -> keep(stale, "x", "{}"))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(runs.renew(stale, MINUTE)).isEqualTo(Renewal.LOST);
    think(fresh);
    assertThat(runs.events(workspace, ada, fresh.run(), 0, 9)).hasSize(1);
  }

  @Test
  void aRunThatIsWorkedOnCannotBeClaimed() {
    var lease = claimed();
    assertThat(runs.claim(workspace, lease.run(), "second", MINUTE)).isEmpty();
  }

  @Test
  void aSilentOwnersRunIsTakenOverOnceOnly() {
    var silent = claimed();
    runs.renew(silent, OVER);
    var taken =
        IntStream.range(0, 4)
            .parallel()
            .boxed()
            .flatMap(_ -> runs.takeOver("rescuer", MINUTE, 1000).stream())
            .filter(lease -> lease.run().equals(silent.run()))
            .toList();
    assertThat(taken).hasSize(1);
    assertThat(taken.getFirst().workspace()).isEqualTo(workspace);
  }

  @Test
  void aStepIsDoneOncePerInput() {
    var lease = claimed();
    assertThat(runs.step(lease, "data", "h1")).isEmpty();
    keep(lease, "h1", "{\"n\":1}");
    keep(lease, "h1", "{\"n\":2}");
    assertThat(runs.step(lease, "data", "h1")).contains("{\"n\":1}");
    assertThat(runs.step(lease, "data", "h2")).isEmpty();
  }

  @Test
  void asOfIsFixedByWhoSaysItFirst() {
    var lease = claimed();
    assertThat(runs.fixAsOf(lease, 7)).isEqualTo(7);
    assertThat(runs.fixAsOf(lease, 9)).isEqualTo(7);
    assertThat(runs.find(workspace, ada, lease.run()).orElseThrow().asOf()).contains(7L);
  }

  @Test
  void aStopReachesTheOwnerAndOnlyTheUserCanAskForIt() {
    var lease = claimed();
    assertThat(runs.requestStop(workspace, UserId.random(), lease.run())).isFalse();
    assertThat(runs.renew(lease, MINUTE)).isEqualTo(Renewal.HELD);
    assertThat(runs.requestStop(workspace, ada, lease.run())).isTrue();
    assertThat(runs.renew(lease, MINUTE)).isEqualTo(Renewal.STOP_REQUESTED);
  }

  @Test
  void anotherMemberSeesNeitherTheRunNorItsEvents() {
    var lease = claimed();
    think(lease);
    var bob = UserId.random();
    assertThat(runs.find(workspace, bob, lease.run())).isEmpty();
    assertThat(runs.events(workspace, bob, lease.run(), 0, 9)).isEmpty();
    assertThat(runs.find(WorkspaceId.random(), ada, lease.run())).isEmpty();
  }

  @Test
  void theAnswerIsKeptWithTheEnd() {
    var lease = claimed();
    runs.finish(lease, ExecutionStatus.DEGRADED, "{}", NOW, Optional.of("$1"));
    assertThat(threads.messages(workspace, ada, lease.thread(), 9))
        .extracting(Message::speaker, Message::content)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Message.Speaker.USER, "what?"),
            org.assertj.core.groups.Tuple.tuple(Message.Speaker.ASSISTANT, "$1"));
  }

  private Lease claimed() {
    var message = new NewMessage(UUID.randomUUID().toString(), Optional.empty(), "what?");
    var run = threads.accept(workspace, ada, message).run();
    return runs.claim(workspace, run, "first", MINUTE).orElseThrow();
  }

  private void think(Lease lease) {
    runs.append(lease, List.of(thought("{}")));
  }

  private void keep(Lease lease, String inputHash, String output) {
    runs.append(lease, List.of(kept(inputHash, output)));
  }

  private static RunEntry thought(String data) {
    return new RunEntry.Told(EventType.AGENT_THINKING, AgentName.TRIAGE, NOW, data);
  }

  private static RunEntry kept(String inputHash, String output) {
    return new RunEntry.Kept("data", inputHash, output);
  }

  private StoredEvent finish(Lease lease, ExecutionStatus status) {
    return runs.finish(lease, status, "{}", NOW, Optional.empty());
  }

  private static ErrorCode code(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    return catchThrowableOfType(ApexException.class, work).code();
  }
}
