package apex.ops.audit.config;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `apex-audit.yaml`. A field it does not know is refused: a misspelt rule must not be
/// silence.
public final class ConfigFile {
  public static final String NAME = "apex-audit.yaml";
  private static final Set<String> FIELDS =
      Set.of("exclude", "off", "environment", "layers", "forbidden", "packs", "markers");

  private final String file;

  private ConfigFile(String file) {
    this.file = file;
  }

  /// The configuration in a folder, or none.
  public static AuditConfig in(Path folder) {
    var file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) return AuditConfig.NONE;
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.CONFIGURATION, "%s could not be read: %s".formatted(file, broken.getMessage()));
    }
  }

  public static AuditConfig parse(String file, String text) {
    return new ConfigFile(file).config(Yaml.map(file, text), text);
  }

  private AuditConfig config(Map<String, Object> map, String text) {
    for (var field : map.keySet())
      if (!FIELDS.contains(field))
        throw wrong(
            "'%s' is not a field; there are %s"
                .formatted(field, String.join(", ", FIELDS.stream().sorted().toList())));
    return new AuditConfig(
        words(map, "exclude"),
        new HashSet<>(words(map, "off")),
        words(map, "environment"),
        maps(map, "layers").stream().map(this::layers).toList(),
        maps(map, "forbidden").stream().map(this::forbidden).toList(),
        words(map, "packs"),
        new HashSet<>(words(map, "markers")),
        text);
  }

  private AuditConfig.Layers layers(Map<String, Object> map) {
    var order = new ArrayList<List<String>>();
    if (!(map.get("order") instanceof List<?> list)) throw wrong("layers: 'order' must be a list");
    for (var each : list)
      order.add(
          each instanceof List<?> several
              ? several.stream().map(String::valueOf).toList()
              : List.of(String.valueOf(each)));
    return new AuditConfig.Layers(String.valueOf(map.getOrDefault("name", "layers")), order);
  }

  private AuditConfig.Forbidden forbidden(Map<String, Object> map) {
    var from = words(map, "from");
    var to = words(map, "to");
    if (from.isEmpty() || to.isEmpty()) throw wrong("forbidden: 'from' and 'to' are needed");
    return new AuditConfig.Forbidden(
        from, to, words(map, "except"), String.valueOf(map.getOrDefault("because", "")));
  }

  private List<String> words(Map<String, Object> map, String field) {
    var value = map.get(field);
    if (value == null) return List.of();
    if (value instanceof String one) return List.of(one);
    if (value instanceof List<?> list) return list.stream().map(String::valueOf).toList();
    throw wrong("'%s' must be a list of words".formatted(field));
  }

  private List<Map<String, Object>> maps(Map<String, Object> map, String field) {
    var value = map.get(field);
    if (value == null) return List.of();
    if (!(value instanceof List<?> list)) throw wrong("'%s' must be a list".formatted(field));
    return list.stream().map(each -> Yaml.fields(file, each)).toList();
  }

  private ApexException wrong(String what) {
    return new ApexException(
        ErrorCode.CONFIGURATION, file + ": " + what, "See docs/audit.md for the fields.");
  }
}
