package apex.backend.ingestion.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the attributes of one span, point or record tell, found under whatever name. Filled anew
/// for each by one thread.
final class Told {
  private static final int FIELDS = Field.values().length;

  /// The first of a JSON list of words: nothing else is a reason.
  private static final Pattern LISTED = Pattern.compile("\\[\\s*[\"']([A-Za-z0-9_ .-]{1,64})[\"']");

  private final @Nullable AnyValue[] values = new @Nullable AnyValue[FIELDS];
  private final int[] ranks = new int[FIELDS];
  private final int textCharsMax;

  Told(int textCharsMax) {
    this.textCharsMax = textCharsMax;
  }

  Told read(List<KeyValue> attributes) {
    java.util.Arrays.fill(values, null);
    for (int i = 0; i < attributes.size(); i++) {
      var attribute = attributes.get(i);
      var name = Field.of(attribute.getKey());
      if (name != null) put(name, attribute.getValue());
    }
    return this;
  }

  private void put(Field.Name name, AnyValue value) {
    int at = name.field().ordinal();
    if (values[at] != null && ranks[at] <= name.rank()) return;
    values[at] = value;
    ranks[at] = name.rank();
  }

  boolean tells(Field field) {
    return values[field.ordinal()] != null;
  }

  /// Which of the field's names was used; 0 is today's.
  int rank(Field field) {
    return ranks[field.ordinal()];
  }

  /// Empty when it was not told. A number or truth value is its text.
  String raw(Field field) {
    var value = values[field.ordinal()];
    if (value == null) return "";
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue().strip();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> "";
    };
  }

  /// As [#raw]; of a list, also of one written as JSON in a text, its first element.
  String first(Field field) {
    var value = values[field.ordinal()];
    if (value == null) return "";
    if (value.getValueCase() == AnyValue.ValueCase.ARRAY_VALUE)
      return value.getArrayValue().getValuesCount() == 0
          ? ""
          : value.getArrayValue().getValues(0).getStringValue().strip();
    var text = raw(field);
    if (!text.startsWith("[")) return text;
    var listed = LISTED.matcher(text);
    return listed.lookingAt() ? listed.group(1) : "";
  }

  /// As [#raw], refused when it is too long or holds control characters.
  String text(Field field) {
    return checked(field.label(), raw(field));
  }

  String checked(String name, String text) {
    if (text.length() > textCharsMax)
      throw new RefusedTelemetry(
          TelemetryFault.TEXT_TOO_LONG,
          name,
          text,
          "at most %d characters".formatted(textCharsMax));
    for (int i = 0; i < text.length(); i++)
      if (Character.isISOControl(text.charAt(i)))
        throw new RefusedTelemetry(
            TelemetryFault.BAD_TEXT, name, text, "text without control characters");
    return text;
  }

  /// -1 when it was not told. A whole number may be written as text or with a fraction of zero.
  long count(Field field) {
    var value = values[field.ordinal()];
    return value == null ? -1 : Counts.of(field.label(), value);
  }
}
