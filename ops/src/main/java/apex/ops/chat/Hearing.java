package apex.ops.chat;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One question on its way to its answer: which events were heard, and what to say to a new
/// connection so that the rest comes. Used by one thread; [#runId] may be read by others.
final class Hearing {
  private final Question question;
  private final Consumer<WireEvent> listener;
  private final long began = System.nanoTime();
  private long heard;
  private int events;
  private Duration firstEvent = Duration.ZERO;
  private Duration whole = Duration.ZERO;
  private volatile Optional<String> runId = Optional.empty();
  private @Nullable WireEvent last;

  Hearing(Question question, Consumer<WireEvent> listener) {
    this.question = question;
    this.listener = listener;
  }

  /// Of a run that somebody asked for earlier.
  static Hearing of(String runId, long afterSeq, Consumer<WireEvent> listener) {
    var hearing = new Hearing(Question.of(""), listener);
    hearing.runId = Optional.of(runId);
    hearing.heard = afterSeq;
    return hearing;
  }

  Optional<String> runId() {
    return runId;
  }

  /// The last event that was handed over, 0 for none.
  long heard() {
    return heard;
  }

  /// The first thing to say on a connection: the question, or where we stand in its run.
  Map<String, Object> opening() {
    return runId.map(this::resume).orElseGet(question::frame);
  }

  /// What must be said in reply to `frame`, if anything. Refusals are thrown.
  Optional<Map<String, Object>> take(Frame frame) {
    return switch (frame) {
      case Frame.Accepted accepted -> begin(accepted);
      case Frame.Event(var event) -> hear(event);
      case Frame.Heartbeat(var run, var lastSeq) -> lastSeq > heard ? missing(run) : nothing();
      case Frame.Refused(var reason) -> throw reason;
      case Frame.Established _, Frame.Pong _, Frame.Other _, Frame.Closed _ -> nothing();
    };
  }

  private Optional<Map<String, Object>> begin(Frame.Accepted accepted) {
    if (!accepted.clientMessageId().equals(question.clientMessageId())) return nothing();
    runId = Optional.of(accepted.runId());
    return accepted.replayed() ? missing(accepted.runId()) : nothing();
  }

  private Optional<Map<String, Object>> hear(WireEvent event) {
    if (!runId.equals(Optional.of(event.runId())) || event.seq() <= heard) return nothing();
    if (event.seq() > heard + 1) return missing(event.runId());
    heard = event.seq();
    if (events++ == 0) firstEvent = sinceBegin();
    if (event.last()) end(event);
    listener.accept(event);
    return nothing();
  }

  private void end(WireEvent event) {
    last = event;
    whole = sinceBegin();
  }

  private Optional<Map<String, Object>> missing(String run) {
    return runId.equals(Optional.of(run)) ? Optional.of(resume(run)) : nothing();
  }

  private Map<String, Object> resume(String run) {
    return Map.of("type", "resume", "run_id", run, "after_seq", heard);
  }

  /// The answer once the terminal event was heard.
  Optional<Answer> answer(int reconnections) {
    return Optional.ofNullable(last)
        .map(end ->
            new Answer(end.runId(), end.threadId(), end, events, firstEvent, whole, reconnections));
  }

  ApexException lost(String reason) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "the connection was lost after %d events and could not be opened again: %s"
            .formatted(heard, reason),
        runId
            .map(run -> "The run goes on; read it with ./apex run " + run + ".")
            .orElse("Ask again."));
  }

  private Duration sinceBegin() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static Optional<Map<String, Object>> nothing() {
    return Optional.empty();
  }
}
