package apex.ops.goldenpath;

import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.ops.chat.Frame;
import apex.ops.chat.WireEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What the protocol promises about the events of one run. Each rule is a plain function over what
/// was heard; it answers what broke it, or nothing.
public enum EventRule {
  ACCEPTED(EventRule::accepted),
  SEQ_WITHOUT_GAPS(EventRule::gaps),
  AGENTS_PAIRED(EventRule::agents),
  TOOLS_PAIRED(EventRule::tools),
  TIMESTAMPS_IN_ORDER(EventRule::timestamps),
  ONE_TERMINAL_EVENT(EventRule::terminal),
  ALL_AGENTS_ANSWERED(EventRule::everyAgent);

  private final Function<Recording, Optional<String>> check;

  EventRule(Function<Recording, Optional<String>> check) {
    this.check = check;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What broke it; empty when it held.
  public Optional<String> broken(Recording recording) {
    return check.apply(recording);
  }

  private static Optional<String> accepted(Recording heard) {
    var kinds =
        heard.frames().stream()
            .filter(frame -> frame instanceof Frame.Accepted || frame instanceof Frame.Event)
            .toList();
    if (kinds.isEmpty() || !(kinds.getFirst() instanceof Frame.Accepted accepted))
      return broken("an event came before message_accepted");
    if (accepted.threadId().isEmpty()) return broken("message_accepted names no thread");
    return heard.events().stream()
        .filter(event -> !event.runId().equals(accepted.runId()))
        .map(event -> "event %d is of run %s, not of ours".formatted(event.seq(), event.runId()))
        .findFirst();
  }

  private static Optional<String> gaps(Recording heard) {
    long expected = 1;
    for (var event : heard.events()) {
      if (event.seq() != expected)
        return broken("seq %d came where %d was due".formatted(event.seq(), expected));
      expected++;
    }
    return expected == 1 ? broken("no event came") : Optional.empty();
  }

  /// Started once, then completed or failed once, and nothing of an agent outside of that.
  private static Optional<String> agents(Recording heard) {
    var open = new HashSet<String>();
    var closed = new HashSet<String>();
    for (var event : heard.events()) {
      var agent = event.agent();
      if (event.is(EventType.AGENT_STARTED)) {
        if (closed.contains(agent) || !open.add(agent)) return broken(agent + " started twice");
      } else if (!open.contains(agent)) {
        return broken(
            "%s of %s came before it started or after it ended".formatted(event.type(), agent));
      } else if (event.is(EventType.AGENT_COMPLETED) || event.is(EventType.AGENT_ERROR)) {
        open.remove(agent);
        closed.add(agent);
      }
    }
    return open.isEmpty() ? Optional.empty() : broken("never ended: " + open);
  }

  /// Each tool_executing is answered by the next tool_completed of the same agent and tool.
  private static Optional<String> tools(Recording heard) {
    var running = new ArrayDeque<String>();
    for (var event : heard.events()) {
      var tool = event.agent() + " " + event.data().path("tool_name").asString("");
      if (event.is(EventType.TOOL_EXECUTING)) running.add(tool);
      if (event.is(EventType.TOOL_COMPLETED) && !running.remove(tool))
        return broken(tool + " completed without having been executed");
    }
    return running.isEmpty() ? Optional.empty() : broken("never completed: " + running);
  }

  private static Optional<String> timestamps(Recording heard) {
    var latest = Instant.MIN;
    for (var event : heard.events()) {
      try {
        if (event.at().isBefore(latest))
          return broken("event %d is older than the one before it".formatted(event.seq()));
        latest = event.at();
      } catch (DateTimeException malformed) {
        return broken("event %d has no timestamp: %s".formatted(event.seq(), event.timestamp()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> terminal(Recording heard) {
    var events = heard.events();
    var ends = events.stream().filter(WireEvent::last).toList();
    if (ends.size() != 1) return broken("%d terminal events came".formatted(ends.size()));
    if (!events.getLast().last()) return broken("an event came after the terminal one");
    return Optional.empty();
  }

  private static Optional<String> everyAgent(Recording heard) {
    var answered = heard.of(EventType.AGENT_COMPLETED).stream().map(WireEvent::agent).toList();
    return List.of(AgentName.values()).stream()
        .filter(agent -> !answered.contains(agent.label()))
        .map(agent -> "%s did not complete".formatted(agent.label()))
        .findFirst();
  }

  private static Optional<String> broken(String what) {
    return Optional.of(what);
  }
}
