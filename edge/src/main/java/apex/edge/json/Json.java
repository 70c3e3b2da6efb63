package apex.edge.json;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// The one configured mapper: names in snake case, a `BigDecimal` as a plain string, an `Instant`
/// as RFC 3339 in UTC, an enum and an empty `Optional` (`null`) as they stand.
///
/// Reading is strict: a record's component that is not an `Optional` must be there and not null, a
/// name may stand only once, nothing may follow the value. Unknown names are ignored. What is wrong
/// ends in INVALID_REQUEST naming the field.
public final class Json {
  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// As [#write], in UTF-8.
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /// Writes one value in UTF-8 and leaves `out` open.
  public static void write(Object value, OutputStream out) {
    MAPPER.writeValue(out, value);
  }

  public static <T> T read(String text, Class<T> type) {
    return strictly(() -> MAPPER.readValue(text, type));
  }

  /// As [#read(String, Class)], from UTF-8.
  public static <T> T read(byte[] text, Class<T> type) {
    return read(new String(text, StandardCharsets.UTF_8), type);
  }

  public static <T> T read(JsonNode tree, Class<T> type) {
    return strictly(() -> MAPPER.treeToValue(tree, type));
  }

  public static JsonNode tree(String text) {
    return strictly(() -> MAPPER.readTree(text));
  }

  /// The tokens of one value in UTF-8, for a reader of files too large to hold. Broken text throws
  /// Jackson's own exception: the caller knows the line it came from.
  public static JsonParser parser(byte[] utf8, int offset, int length) {
    return MAPPER.createParser(utf8, offset, length);
  }

  /// The tokens of a stream too large to hold, in UTF-8. Names may repeat; a text that is asked for
  /// and longer than `textCharsMax` is broken. Throws Jackson's own exception, like [#parser].
  public static JsonParser parser(InputStream utf8, int textCharsMax) {
    var limits = StreamReadConstraints.builder().maxStringLength(textCharsMax).build();
    return JsonFactory.builder()
        .streamReadConstraints(limits)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build()
        .createParser(ObjectReadContext.empty(), utf8);
  }

  /// What [#write] would say, as a tree.
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  private static <T> T strictly(Supplier<T> reading) {
    T value;
    try {
      value = reading.get();
    } catch (JacksonException broken) {
      throw new ApexException(ErrorCode.INVALID_REQUEST, Complaint.about(broken), broken);
    }
    if (value == null)
      throw new ApexException(ErrorCode.INVALID_REQUEST, "the JSON value must not be null");
    return value;
  }

  private static JsonMapper mapper() {
    var factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    return JsonMapper.builder(factory)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .annotationIntrospector(new Required())
        .addModule(new Ids())
        .withConfigOverride(
            BigDecimal.class,
            money -> money.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
        .withCoercionConfig(
            BigDecimal.class,
            money -> money.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert))
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .build();
  }
}
