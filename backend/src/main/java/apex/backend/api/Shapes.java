package apex.backend.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Describes records as JSON Schema, the way the one mapper writes them.
final class Shapes {
  private Shapes() {}

  static Map<String, Object> of(Type type) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic);
      case WildcardType _ -> Map.of();
      case Class<?> plain -> plain(plain);
      default -> Map.of();
    };
  }

  private static Map<String, Object> generic(ParameterizedType type) {
    var arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class)
      return Map.of("anyOf", List.of(of(arguments[0]), Map.of("type", "null")));
    if (type.getRawType() == Map.class)
      return Map.of("type", "object", "additionalProperties", of(arguments[1]));
    return Collection.class.isAssignableFrom((Class<?>) type.getRawType())
        ? Map.of("type", "array", "items", of(arguments[0]))
        : plain((Class<?>) type.getRawType());
  }

  private static Map<String, Object> plain(Class<?> type) {
    if (type.isEnum()) return Map.of("type", "string", "enum", names(type));
    if (type.isRecord()) return type.getSimpleName().endsWith("Id") ? id() : record(type);
    if (type == boolean.class || type == Boolean.class) return Map.of("type", "boolean");
    if (type == double.class || type == Double.class) return Map.of("type", "number");
    if (type.isPrimitive() || type == Long.class || type == Integer.class)
      return Map.of("type", "integer");
    if (type == UUID.class) return id();
    if (type == Instant.class) return Map.of("type", "string", "format", "date-time");
    if (type == BigDecimal.class) return Map.of("type", "string", "description", "a plain decimal");
    return type == Object.class || type == JsonNode.class ? Map.of() : Map.of("type", "string");
  }

  private static Map<String, Object> id() {
    return Map.of("type", "string", "format", "uuid");
  }

  private static List<String> names(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(Object::toString).toList();
  }

  /// @param told shapes of components, by name on the wire, that their types do not tell
  static Map<String, Object> of(Class<?> record, Map<String, Map<String, Object>> told) {
    return record(record, told);
  }

  private static Map<String, Object> record(Class<?> type) {
    return record(type, Map.of());
  }

  private static Map<String, Object> record(Class<?> type, Map<String, Map<String, Object>> told) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (var component : type.getRecordComponents()) {
      var name = snake(component);
      var known = told.get(name);
      properties.put(name, known == null ? of(component.getGenericType()) : known);
      if (component.getType() != Optional.class) required.add(name);
    }
    return Map.of("type", "object", "properties", properties, "required", required);
  }

  private static String snake(RecordComponent component) {
    return component
        .getName()
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
