package apex.stores.clickhouse;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// A value for a named parameter of a [Template]: its ClickHouse type and its text in the form that
/// the HTTP interface takes. No value ever becomes part of a statement.
///
/// @param plain as evidence shows it
record Value(String type, String text, Object plain) {
  static Value of(UUID id) {
    return new Value("UUID", id.toString(), id.toString());
  }

  static Value of(long unsigned) {
    return new Value("UInt64", Long.toUnsignedString(unsigned), unsigned);
  }

  static Value of(String text) {
    return new Value("String", escaped(text), text);
  }

  static Value of(Instant at) {
    return new Value("DateTime64(9,'UTC')", moment(at), at.toString());
  }

  /// ClickHouse knows regions by name, and an offset from UTC as `Fixed/UTC+05:30:00`.
  static Value of(ZoneId zone) {
    return of(
        switch (zone.normalized()) {
          case ZoneOffset utc when utc.getTotalSeconds() == 0 -> "UTC";
          case ZoneOffset offset ->
              "Fixed/UTC" + offset.getId() + (offset.getTotalSeconds() % 60 == 0 ? ":00" : "");
          case ZoneId region -> region.getId();
        });
  }

  /// In hexadecimal, for `unhex`: embedded and real ClickHouse do not agree on the escapes in an
  /// array.
  static Value texts(List<String> texts) {
    return new Value(
        "Array(String)",
        texts.stream().map(Value::quotedHex).collect(Collectors.joining(",", "[", "]")),
        texts);
  }

  static Value numbers(List<? extends Number> numbers) {
    return new Value(
        "Array(Int64)",
        numbers.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]")),
        List.copyOf(numbers));
  }

  static Value fractions(List<Double> fractions) {
    return new Value(
        "Array(Float64)",
        fractions.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]")),
        fractions);
  }

  static Value moments(List<Instant> moments) {
    return new Value(
        "Array(Int64)",
        moments.stream().map(at -> nanos(at).toString()).collect(Collectors.joining(",", "[", "]")),
        moments.stream().map(Instant::toString).toList());
  }

  /// Nanoseconds since 1970, as DateTime64(9) holds them.
  static BigInteger nanos(Instant at) {
    return BigInteger.valueOf(at.getEpochSecond())
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(at.getNano()));
  }

  private static String moment(Instant at) {
    return "%d.%09d".formatted(at.getEpochSecond(), at.getNano());
  }

  /// The parameter's text is unescaped once by the server.
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private static String quotedHex(String text) {
    return "'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
  }
}
