package apex.ops.audit.config;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML 1.2 as maps and lists. Nothing in it can make an object of ours.
public final class Yaml {
  private Yaml() {}

  /// @param file for the message when the text is no map
  public static Map<String, Object> map(String file, String text) {
    try {
      var loaded = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
      return loaded == null ? Map.of() : fields(file, loaded);
    } catch (YamlEngineException broken) {
      throw new ApexException(
          ErrorCode.CONFIGURATION, file + " is not YAML: " + broken.getMessage());
    }
  }

  /// A map with words as keys.
  public static Map<String, Object> fields(String file, Object value) {
    if (!(value instanceof Map<?, ?> map))
      throw new ApexException(
          ErrorCode.CONFIGURATION, file + ": a map was expected, found " + value);
    var fields = new LinkedHashMap<String, Object>();
    map.forEach((name, each) -> {
      if (each != null) fields.put(String.valueOf(name), each);
    });
    return fields;
  }
}
