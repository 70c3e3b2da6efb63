package apex.ops.view;

import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.ops.chat.WireEvent;
import apex.ops.terminal.Terminal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Tells a person what each agent does, on standard error, one line for each thing that ended. On a
/// terminal a last line, drawn over, tells what goes on right now.
public final class StepsView implements Consumer<WireEvent> {
  private final Terminal terminal;

  public StepsView(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void accept(WireEvent event) {
    type(event).ifPresent(known -> show(known, event));
  }

  private void show(EventType type, WireEvent event) {
    var data = event.data();
    switch (type) {
      case AGENT_STARTED -> began(event, data);
      case AGENT_THINKING -> now(event, data.path("reasoning").asString(""));
      case TOOL_EXECUTING -> now(event, data.path("tool_name").asString("") + " …");
      case TOOL_COMPLETED -> line(event, tool(data));
      case AGENT_COMPLETED -> line(event, completed(data));
      case AGENT_ERROR -> line(event, terminal.red("failed: " + data.path("message").asString("")));
    }
  }

  private void began(WireEvent event, JsonNode data) {
    if (event.by(AgentName.WORKFLOW)) return;
    now(event, data.path("message").asString(""));
  }

  private String tool(JsonNode data) {
    var took = data.path("execution_time_ms").asLong(0);
    var name = data.path("tool_name").asString("");
    return data.path("success").asBoolean(true)
        ? terminal.faint("%s, %d ms".formatted(name, took))
        : terminal.red("%s failed: %s".formatted(name, data.path("error").asString("")));
  }

  private String completed(JsonNode data) {
    var took = data.path("execution_time_ms").asLong(0);
    var status = data.path("status").asString("completed");
    var said = "%s in %d ms".formatted(status, took);
    return status.equals("completed") ? terminal.green(said) : terminal.yellow(said);
  }

  private void line(WireEvent event, String text) {
    if (terminal.liveErr()) terminal.err().print("\r\u001b[K");
    terminal.err().println(speaker(event) + text);
  }

  private void now(WireEvent event, String text) {
    if (!terminal.liveErr()) {
      terminal.err().println(speaker(event) + text);
      return;
    }
    var shown = speaker(event) + text.replaceAll("\\s+", " ");
    terminal.err().print("\r\u001b[K" + cut(shown));
    terminal.err().flush();
  }

  private String cut(String text) {
    return text.length() < terminal.columns() ? text : text.substring(0, terminal.columns() - 1);
  }

  private static String speaker(WireEvent event) {
    return "%-13s".formatted(event.agent());
  }

  private static Optional<EventType> type(WireEvent event) {
    return Arrays.stream(EventType.values()).filter(event::is).findFirst();
  }
}
