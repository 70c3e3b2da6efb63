package apex.backend.agents.step;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.AgentName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One agent's way to tell what it is doing. Whoever listens may end the run by throwing.
public final class Voice {
  private final AgentName agent;
  private final InstantSource clock;
  private final Consumer<RunEvent> events;

  public Voice(AgentName agent, InstantSource clock, Consumer<RunEvent> events) {
    this.agent = agent;
    this.clock = clock;
    this.events = events;
  }

  public void tell(EventData data) {
    events.accept(new RunEvent(agent, clock.instant(), data));
  }

  public void think(String reasoning, int progressPercentage) {
    tell(new EventData.Thinking(reasoning, progressPercentage));
  }

  /// What a tool gave.
  ///
  /// @param shown what the listener sees of it
  /// @param evidence ids of what backs it
  public record Result<T>(T value, Object shown, List<String> evidence) {}

  /// Uses a tool between its two events: there is always a second one, also when the tool failed.
  public <T> T tool(String name, Map<String, ?> parameters, Supplier<Result<T>> work) {
    tell(new EventData.ToolExecuting(name, parameters));
    var began = System.nanoTime();
    Result<T> result;
    try {
      result = work.get();
    } catch (RuntimeException failed) {
      tell(EventData.ToolFailed.of(name, reason(failed), millisSince(began)));
      throw failed;
    }
    tell(
        new EventData.ToolCompleted(
            name, true, result.shown(), result.evidence(), millisSince(began)));
    return result.value();
  }

  /// What a listener may read of a failure: our own words, never a stack or a driver's text.
  private static String reason(RuntimeException failed) {
    return failed instanceof ApexException ours
        ? ours.getMessage()
        : ErrorCode.BUG.name() + ": the log has the details";
  }

  public static long millisSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
  }
}
