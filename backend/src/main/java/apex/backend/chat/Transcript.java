package apex.backend.chat;

import apex.backend.agents.Journal.Progress;
import apex.backend.agents.step.EventData;
import apex.backend.agents.step.RunEvent;
import apex.edge.json.Json;
import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.stores.postgres.StoredEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run has told so far, as far as it must be ended: agents that began and tools in use. Used
/// by one thread at a time.
final class Transcript {
  private final Map<AgentName, Progress> told = new EnumMap<>(AgentName.class);
  private Optional<Tool> inUse = Optional.empty();

  /// A tool that was begun and not ended.
  private record Tool(AgentName agent, String name) {}

  /// An event that closes what stands open.
  record Closing(AgentName agent, EventData data) {}

  /// Of a run that an earlier owner left.
  static Transcript of(List<StoredEvent> events) {
    var transcript = new Transcript();
    for (var event : events) {
      var tool = Json.tree(event.data()).path("tool_name").asString("");
      transcript.note(event.agent(), event.type(), tool);
    }
    return transcript;
  }

  void note(RunEvent event) {
    var tool = event.data() instanceof EventData.ToolExecuting begun ? begun.toolName() : "";
    note(event.agent(), event.data().type(), tool);
  }

  private void note(AgentName agent, EventType type, String tool) {
    switch (type) {
      case AGENT_STARTED -> told.put(agent, Progress.BEGUN);
      case AGENT_COMPLETED, AGENT_ERROR -> told.put(agent, Progress.ENDED);
      case TOOL_EXECUTING -> inUse = Optional.of(new Tool(agent, tool));
      case TOOL_COMPLETED -> inUse = Optional.empty();
      case AGENT_THINKING -> {}
    }
  }

  Progress told(AgentName agent) {
    return told.getOrDefault(agent, Progress.NOTHING);
  }

  /// The end of a tool that nobody will end any more.
  Optional<Closing> openTool(String why) {
    return inUse.map(
        tool -> new Closing(tool.agent(), EventData.ToolFailed.of(tool.name(), why, 0)));
  }

  /// What must be told before the run's last event, when it ends by `failure`.
  List<Closing> closings(EventData.Failed failure) {
    var closings = new ArrayList<Closing>();
    openTool(failure.message()).ifPresent(closings::add);
    told.forEach((agent, how) -> {
      if (agent != AgentName.WORKFLOW && how == Progress.BEGUN)
        closings.add(new Closing(agent, failure));
    });
    return closings;
  }
}
