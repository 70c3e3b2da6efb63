package apex.ops.command;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Reads lists out of answers.
final class Rows {
  private Rows() {}

  /// The elements of the list under `name`, or of the answer itself when that is the list.
  static List<JsonNode> of(JsonNode answer, String name) {
    var list = answer.isArray() ? answer : answer.path(name);
    return list.valueStream().toList();
  }

  /// The field as a person reads it: absent and null are empty, control characters are dropped.
  static String text(JsonNode row, String field) {
    var value = row.path(field);
    var text = value.isNull() ? "" : value.asString("");
    return text.replaceAll("\\p{Cntrl}", "");
  }

  static String count(JsonNode row, String field) {
    return String.format(Locale.ROOT, "%,d", row.path(field).asLong(0));
  }

  /// An instant to the second.
  static String moment(JsonNode row, String field) {
    return text(row, field).replaceFirst("\\.\\d+Z$", "Z");
  }
}
