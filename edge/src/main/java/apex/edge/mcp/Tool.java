package apex.edge.mcp;

import apex.kernel.identity.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something another agent may ask of us.
///
/// @param description what it answers, when to use it and what it refuses, for a model to read
/// @param output JSON Schema of what it answers
public record Tool(
    String name,
    String title,
    String description,
    List<Argument> arguments,
    Map<String, Object> output,
    Effect effect,
    Call call) {
  public Tool {
    if (!name.matches("[a-z][a-z_]*"))
      throw new IllegalArgumentException("tools are named like spend, was " + name);
    arguments = List.copyOf(arguments);
    output = new LinkedHashMap<>(output);
  }

  /// What a call leaves behind.
  public enum Effect {
    /// Nothing: the same call may be made again.
    READS,
    /// Something new each time; nothing is changed or removed.
    ADDS
  }

  /// Answers a call. An [apex.kernel.failure.ApexException] becomes a failed result.
  @FunctionalInterface
  public interface Call {
    Answer answer(Identity caller, Arguments arguments) throws InterruptedException;
  }

  /// @param text for the model to read; the value as JSON when there is nothing better
  /// @param value of the tool's output shape, written by the one mapper
  public record Answer(String text, Object value) {
    public static Answer of(Object value) {
      return new Answer(apex.edge.json.Json.write(value), value);
    }
  }

  /// What a call failed by.
  public record Refusal(String errorCode, String message, String remedy, boolean retryable) {}

  Map<String, Object> input() {
    var properties = new LinkedHashMap<String, Object>();
    arguments.forEach(argument -> properties.put(argument.name(), argument.schema()));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required", arguments.stream().filter(Argument::required).map(Argument::name).toList());
    schema.put("additionalProperties", false);
    return schema;
  }
}
