package apex.edge.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// Says in one line what is wrong with a JSON text: the field, the rule and the value; nothing
/// about our classes.
final class Complaint {
  private static final int VALUE_CHARS_MAX = 80;

  private Complaint() {}

  static String about(JacksonException broken) {
    return switch (broken) {
      case InvalidFormatException value ->
          "%s %s, was '%s'".formatted(field(value), rule(value), shown(value.getValue()));
      case ValueInstantiationException value -> "%s: %s".formatted(field(value), cause(value));
      case MismatchedInputException shape -> "%s %s".formatted(field(shape), expectation(shape));
      case StreamReadException text -> "the text is not JSON: " + place(text);
      default -> "the JSON does not fit: " + broken.getOriginalMessage();
    };
  }

  private static String field(JacksonException broken) {
    var path =
        broken.getPath().stream()
            .map(step ->
                step.getPropertyName() == null
                    ? "[" + step.getIndex() + "]"
                    : step.getPropertyName())
            .collect(Collectors.joining("."))
            .replace(".[", "[");
    return path.isEmpty() ? "the body" : path;
  }

  private static String rule(InvalidFormatException broken) {
    var type = broken.getTargetType();
    if (type != null && type.isEnum())
      return "must be one of "
          + Arrays.stream(type.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    return "must be " + noun(type);
  }

  private static String expectation(MismatchedInputException broken) {
    var message = broken.getOriginalMessage();
    if (message.startsWith("Missing required creator property")
        || message.startsWith("Null value for creator property")) return "is missing";
    if (message.startsWith("No content to map")) return "is empty";
    if (message.startsWith("Trailing token")) return "must end after the JSON value";
    return "must be " + noun(broken.getTargetType());
  }

  private static String noun(@Nullable Class<?> type) {
    if (type == null) return "of another type";
    if (Collection.class.isAssignableFrom(type) || type.isArray()) return "an array";
    return switch (type.getSimpleName()) {
      case "String" -> "a string";
      case "int", "Integer", "long", "Long", "BigInteger" -> "a whole number";
      case "double", "Double", "float", "Float", "BigDecimal" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "UUID" -> "a UUID";
      case "Instant" -> "a time such as 2026-01-01T00:00:00Z";
      case "Duration" -> "an ISO-8601 duration such as PT5S";
      case "UserId", "SessionId", "WorkspaceId", "RunId", "ThreadId", "MessageId" ->
          "an id (a UUID)";
      case "Secret" -> "a string that is not blank";
      case "ZoneId" -> "a time zone such as Europe/Berlin";
      default -> "an object";
    };
  }

  private static String cause(ValueInstantiationException broken) {
    var cause = broken.getCause();
    return cause == null || cause.getMessage() == null ? "is not valid" : cause.getMessage();
  }

  private static String place(StreamReadException broken) {
    var where = broken.getLocation();
    var said = broken.getOriginalMessage();
    return "line %d, column %d: %s"
        .formatted(where.getLineNr(), where.getColumnNr(), said.lines().findFirst().orElse(said));
  }

  private static String shown(Object value) {
    var text = String.valueOf(value);
    return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
  }
}
