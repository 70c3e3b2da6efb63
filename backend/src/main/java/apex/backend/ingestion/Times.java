package apex.backend.ingestion;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/// The ways in which exports write a moment. A time without an offset is UTC, as every product
/// whose export we read says of its own.
final class Times {
  static final String RULE =
      "a moment such as 2026-01-01T00:00:00Z or 2026-01-01 00:00:00 (UTC), a day such as"
          + " 2026-01-01, or seconds or milliseconds since 1970";
  private static final Pattern EPOCH = Pattern.compile("[0-9]{9,13}(\\.[0-9]{1,9})?");
  private static final int MILLIS_DIGITS = 12;

  private Times() {}

  /// Throws DateTimeException for what is none.
  static Instant any(String text) {
    if (EPOCH.matcher(text).matches()) return epoch(text);
    if (text.length() == 10) return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    var joined = text.replaceFirst("^(\\S{10})[ T]", "$1T").replaceFirst(" UTC$", "Z");
    if (offset(joined)) return OffsetDateTime.parse(longOffset(joined)).toInstant();
    return LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC);
  }

  private static Instant epoch(String text) {
    var whole = text.replaceFirst("\\..*", "");
    if (whole.length() >= MILLIS_DIGITS) return Instant.ofEpochMilli(Long.parseLong(whole));
    var nanos = new java.math.BigDecimal(text).movePointRight(9).longValueExact();
    return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }

  private static boolean offset(String text) {
    if (text.length() < 11) throw new DateTimeException("too short");
    return text.endsWith("Z") || text.indexOf('+', 11) > 0 || text.indexOf('-', 11) > 0;
  }

  /// PostgreSQL writes `+00`.
  private static String longOffset(String text) {
    return text.replaceFirst("([+-][0-9]{2})$", "$1:00");
  }
}
