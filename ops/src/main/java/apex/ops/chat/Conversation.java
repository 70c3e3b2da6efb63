package apex.ops.chat;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.ClientSettings;
import apex.ops.house.Problem;
import apex.ops.house.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Asks a house over its WebSocket, one question at a time. A lost connection is opened again with
/// a new ticket and the run resumed, so that each event is handed over once and in order. Connects
/// when first needed.
///
/// Asked by one thread; [#stop] may be called from any other.
public final class Conversation implements AutoCloseable {
  private static final int GOING_AWAY_FOR_GOOD = 1008;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Session session;
  private final ClientSettings settings;
  private final Consumer<Frame> observer;
  private volatile Optional<Line> line = Optional.empty();
  private volatile Optional<Hearing> present = Optional.empty();
  private volatile boolean stopping;

  public Conversation(Session session) {
    this(session, frame -> {});
  }

  /// @param observer is shown every frame as it comes, also those that [#ask] keeps back
  public Conversation(Session session, Consumer<Frame> observer) {
    this.session = session;
    this.observer = observer;
    this.settings = session.house().settings();
  }

  /// Connects, and returns what the house says first: the connection's id, protocol and limits.
  public Frame.Established connect() {
    var opened = Line.open(session);
    line = Optional.of(opened);
    return switch (next(opened, settings.reply()).orElseThrow(this::silent)) {
      case Frame.Established established -> established;
      case Frame.Closed closed -> throw refusal(closed);
      case Frame.Refused(var reason) -> throw reason;
      case Frame other ->
          throw new ApexException(
              ErrorCode.BUG, "the house began with %s instead of itself".formatted(other));
    };
  }

  public Answer ask(String question, Consumer<WireEvent> events) {
    return ask(Question.of(question), events);
  }

  /// Hands each event of the run to `events` as it comes and returns when the last one was heard,
  /// also when the run failed: [Answer#answered]. Throws when the question was refused, or the
  /// connection was lost for good.
  public Answer ask(Question question, Consumer<WireEvent> events) {
    return follow(new Hearing(question, events));
  }

  /// Hears a run that began earlier, from the event after `afterSeq` on, and returns at its end.
  public Answer resume(String runId, long afterSeq, Consumer<WireEvent> events) {
    return follow(Hearing.of(runId, afterSeq, events));
  }

  private Answer follow(Hearing hearing) {
    stopping = false;
    present = Optional.of(hearing);
    try {
      return untilAnswered(hearing);
    } finally {
      present = Optional.empty();
    }
  }

  private Answer untilAnswered(Hearing hearing) {
    int barren = 0;
    for (int losses = 0; ; losses++) {
      var before = hearing.heard();
      var opened = line.isPresent() ? line.get() : reconnect(hearing, losses);
      if (opened.send(hearing.opening())) listen(hearing, opened);
      var answer = hearing.answer(losses);
      if (answer.isPresent()) return answer.get();
      drop();
      barren = hearing.heard() > before ? 0 : barren + 1;
      if (barren > settings.attempts()) throw hearing.lost("it is closed again and again");
      if (barren > 0) pause(barren - 1);
    }
  }

  /// Returns when the run has ended or the connection has.
  private void listen(Hearing hearing, Line opened) {
    while (hearing.answer(0).isEmpty()) {
      var frame = next(opened, settings.silence());
      if (frame.isEmpty()) return;
      if (frame.get() instanceof Frame.Closed closed) {
        if (closed.status() == GOING_AWAY_FOR_GOOD) throw refusal(closed);
        return;
      }
      hearing.take(frame.get()).ifPresent(opened::send);
      if (stopping) sendStop(hearing, opened);
    }
  }

  /// Opens the line again, at once the first time, then with growing pauses.
  private Line reconnect(Hearing hearing, int losses) {
    for (int attempt = 0; ; attempt++) {
      try {
        connect();
        return line.orElseThrow();
      } catch (ApexException refused) {
        drop();
        if (!refused.code().retryable()) throw refused;
        if (losses == 0 && attempt == 0 && refused.code() == ErrorCode.DEPENDENCY_DOWN)
          throw refused;
        if (attempt >= settings.attempts())
          throw hearing.lost(String.valueOf(refused.getMessage()));
        pause(attempt);
      }
    }
  }

  private void pause(int attempt) {
    var doubled = settings.pause().multipliedBy(1L << Math.min(attempt, 16));
    var pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    LockSupport.parkNanos((long) (pause.toNanos() * (0.5 + Math.random() / 2)));
  }

  /// Asks the house to stop the run that is going on; its last event then comes as usual.
  public void stop() {
    stopping = true;
    present.ifPresent(hearing -> line.ifPresent(opened -> sendStop(hearing, opened)));
  }

  private void sendStop(Hearing hearing, Line opened) {
    hearing
        .runId()
        .ifPresent(run -> {
          stopping = false;
          opened.send(Map.of("type", "stop_agent", "run_id", run));
        });
  }

  /// Sends a frame of any shape and returns what the house says next, heartbeats aside: for asking
  /// a house how it takes what it should refuse.
  public Frame provoke(Map<String, ?> frame) {
    if (line.isEmpty()) connect();
    var opened = line.orElseThrow();
    opened.send(frame);
    while (true) {
      var said = next(opened, settings.reply()).orElseThrow(this::silent);
      if (!(said instanceof Frame.Heartbeat)) return said;
    }
  }

  /// How long the house takes to answer a ping: the floor of everything over this connection.
  public Duration ping() {
    if (line.isEmpty()) connect();
    var opened = line.orElseThrow();
    var began = System.nanoTime();
    opened.send(Map.of("type", "ping"));
    while (true) {
      var frame = next(opened, settings.reply()).orElseThrow(this::silent);
      if (frame instanceof Frame.Pong) return Duration.ofNanos(System.nanoTime() - began);
      if (frame instanceof Frame.Closed closed) throw refusal(closed);
    }
  }

  /// Cuts the connection as a broken network would; the next event comes over a new one.
  public void cut() {
    line.ifPresent(Line::cut);
  }

  private Optional<Frame> next(Line opened, Duration patience) {
    var frame = opened.next(patience);
    frame.ifPresent(observer);
    return frame;
  }

  private void drop() {
    line.ifPresent(Line::cut);
    line = Optional.empty();
  }

  private ApexException silent() {
    return new ApexException(
        ErrorCode.DEADLINE_EXCEEDED,
        "the house said nothing on its WebSocket for %d s".formatted(settings.reply().toSeconds()));
  }

  /// The house gives an error code as the reason of a close.
  private static ApexException refusal(Frame.Closed closed) {
    var fallback =
        closed.status() == GOING_AWAY_FOR_GOOD ? ErrorCode.UNAUTHENTICATED : ErrorCode.NOT_READY;
    var code = Problem.code(closed.reason()).orElse(fallback);
    return new ApexException(
        code, "the house closed the WebSocket: %d %s".formatted(closed.status(), closed.reason()));
  }

  @Override
  public void close() {
    line.ifPresent(Line::close);
    line = Optional.empty();
  }
}
