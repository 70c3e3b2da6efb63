package apex.backend.chat;

import apex.backend.agents.Journal;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.step.EventData;
import apex.backend.agents.step.RunEvent;
import apex.backend.agents.step.Voice;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import apex.kernel.run.AgentName;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.RunId;
import apex.stores.postgres.Lease;
import apex.stores.postgres.RunEntry;
import apex.stores.postgres.RunStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A run that this process owns. Its worker tells events; anyone may end it. Whoever ends it first
/// writes the one last event, and nothing is written after it. What is told is on record soon, in
/// order; followers read only what is on record.
final class ActiveRun implements Journal {
  private final RunStore store;
  private final Consumer<RunId> hints;
  private final InstantSource clock;
  private final Lease lease;
  private final Deadline deadline;
  private final Transcript transcript;
  private final Scribe scribe;
  private final long began = System.nanoTime();

  /// Held while an event is written, so that nothing comes between the closing events and the last
  /// one.
  private final ReentrantLock writing = new ReentrantLock();

  private volatile boolean over;
  private volatile Optional<Thread> worker = Optional.empty();

  ActiveRun(
      RunStore store,
      Consumer<RunId> hints,
      InstantSource clock,
      Lease lease,
      Deadline deadline,
      Transcript transcript) {
    this.store = store;
    this.hints = hints;
    this.clock = clock;
    this.lease = lease;
    this.deadline = deadline;
    this.transcript = transcript;
    this.scribe = new Scribe(this::commit);
  }

  Lease lease() {
    return lease;
  }

  boolean late() {
    return deadline.passed();
  }

  /// Does its work within its deadline.
  <T> T inTime(Supplier<T> work) {
    return deadline.during(work::get);
  }

  /// Whether it has ended here, by its last event or because another owner has it.
  boolean over() {
    return over;
  }

  void workedBy(Thread thread) {
    worker = Optional.of(thread);
  }

  /// Closes a tool that an earlier owner left in use.
  void tidy() {
    transcript
        .openTool("interrupted: the process that used it is gone")
        .ifPresent(open -> tell(new RunEvent(open.agent(), clock.instant(), open.data())));
  }

  private void commit(List<RunEntry> entries) {
    store.append(lease, entries);
    hints.accept(lease.run());
  }

  /// Writes an event of the worker. Refuses with CANCELLED when the run is over.
  void tell(RunEvent event) {
    exclusively(() -> append(event));
  }

  private void append(RunEvent event) {
    var data = event.data();
    scribe.write(new RunEntry.Told(data.type(), event.agent(), event.at(), Json.write(data)));
    transcript.note(event);
  }

  /// Ends the run with its answer.
  void complete(Result result) {
    var status = ExecutionStatus.parse(result.status());
    var data = EventData.Completed.of(status, result, Voice.millisSince(began));
    exclusively(() -> finish(status, Json.write(data), Optional.of(result.answerMarkdown())));
  }

  /// Ends the run without an answer: closes what stands open and says why. Does nothing when it is
  /// over already.
  void end(ExecutionStatus status, ApexException why) {
    writing.lock();
    try {
      if (!over) close(status, EventData.Failed.of(why));
    } finally {
      writing.unlock();
    }
    abandon();
  }

  private void close(ExecutionStatus status, EventData.Failed failure) {
    for (var closing : transcript.closings(failure))
      append(new RunEvent(closing.agent(), clock.instant(), closing.data()));
    finish(status, Json.write(failure), Optional.empty());
  }

  private void finish(ExecutionStatus status, String data, Optional<String> answer) {
    scribe.flush();
    store.finish(lease, status, data, now(), answer);
    over = true;
    hints.accept(lease.run());
  }

  /// Leaves the run to whoever owns it now, or will.
  void abandon() {
    over = true;
    worker.filter(thread -> thread != Thread.currentThread()).ifPresent(Thread::interrupt);
  }

  private void exclusively(Runnable write) {
    writing.lock();
    try {
      if (over)
        throw new ApexException(ErrorCode.CANCELLED, "the run %s is over".formatted(lease.run()));
      write.run();
    } finally {
      writing.unlock();
    }
  }

  private Instant now() {
    return clock.instant();
  }

  @Override
  public Progress told(AgentName agent) {
    return transcript.told(agent);
  }

  /// Before its first owner nobody can have done a step.
  @Override
  public Optional<String> output(AgentName step, String inputHash) {
    return lease.epoch() == 1 ? Optional.empty() : store.step(lease, step.label(), inputHash);
  }

  @Override
  public void keep(AgentName step, String inputHash, String output) {
    scribe.write(new RunEntry.Kept(step.label(), inputHash, output));
  }
}
