package apex.backend.export;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// Lines of CSV (RFC 4180): quoted only where a value needs it, so that the same values are the
/// same bytes.
public final class Csv {
  private Csv() {}

  /// In UTF-8, ended by LF.
  static byte[] line(List<String> values) {
    return (record(values) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Without an end of line.
  public static String record(List<String> values) {
    return values.stream().map(Csv::field).collect(Collectors.joining(","));
  }

  private static String field(String value) {
    var plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
