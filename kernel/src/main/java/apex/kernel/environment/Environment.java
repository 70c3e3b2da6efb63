package apex.kernel.environment;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings of one process, taken in `main` from the environment and handed down as records. A
/// blank variable counts as absent.
public record Environment(Map<String, String> variables) {
  public Environment {
    variables = Map.copyOf(variables);
  }

  public static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /// Parses all of `settings`, or fails with every missing and every malformed one at once.
  public Values read(Setting<?>... settings) {
    var read = new Reading(variables);
    for (var setting : settings) read.take(setting);
    return read.values();
  }

  /// The values of the settings that were asked for.
  public static final class Values {
    private final Map<Setting<?>, Object> values;

    Values(Map<Setting<?>, Object> values) {
      this.values = Map.copyOf(values);
    }

    @SuppressWarnings("unchecked") // Reading.take stored what this very setting's parser returned
    public <T> T get(Setting<T> setting) {
      return (T)
          Optional.ofNullable(values.get(setting))
              .orElseThrow(() -> new IllegalArgumentException(setting.name() + " was not read"));
    }
  }

  private static final class Reading {
    private final Map<String, String> variables;
    private final Map<Setting<?>, Object> values = new java.util.HashMap<>();
    private final List<String> problems = new ArrayList<>();

    Reading(Map<String, String> variables) {
      this.variables = variables;
    }

    void take(Setting<?> setting) {
      Optional.ofNullable(variables.get(setting.name()))
          .filter(text -> !text.isBlank())
          .or(setting::fallback)
          .ifPresentOrElse(
              text -> parse(setting, text),
              () -> problems.add("%s is missing: %s".formatted(setting.name(), setting.purpose())));
    }

    private void parse(Setting<?> setting, String text) {
      try {
        values.put(setting, setting.parser().apply(text));
      } catch (IllegalArgumentException broken) {
        var shown = setting.secret() ? "***" : "'" + text + "'";
        problems.add("%s %s, was %s".formatted(setting.name(), broken.getMessage(), shown));
      }
    }

    Values values() {
      if (!problems.isEmpty())
        throw new ApexException(ErrorCode.CONFIGURATION, String.join("; ", problems));
      return new Values(values);
    }
  }
}
