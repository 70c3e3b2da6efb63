package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_TIMESTAMP;
import static apex.backend.ingestion.RejectionReason.MISSING_VALUE;
import static apex.backend.ingestion.RejectionReason.NEGATIVE_TOKENS;
import static apex.backend.ingestion.RejectionReason.NOT_A_NUMBER;
import static apex.backend.ingestion.RejectionReason.TOO_MANY_TOKENS;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// One record of an export by its own names. What lies inside another value is named by its path,
/// such as `usage_details.input`. Filled anew for every record by one thread.
final class Fields {
  /// Exports of usage write whole numbers also as `59200.0`.
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}(\\.0*)?");

  private static final Pattern DECIMAL =
      Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{0,40})?([eE][-+]?[0-9]{1,2})?");
  private static final String COUNT = "a whole number, 0 to %,d".formatted(Parts.TOKENS_MOST);

  private final Map<String, String> values = new HashMap<>();

  void clear() {
    values.clear();
  }

  /// Keeps the first of a name that stands twice.
  void put(String path, String text) {
    values.putIfAbsent(path, text);
  }

  void addAll(Fields others) {
    others.values.forEach(this::put);
  }

  void each(BiConsumer<String, String> reader) {
    values.forEach(reader);
  }

  /// Without surrounding blanks; empty when the record does not tell.
  String text(String path) {
    return values.getOrDefault(path, "").strip();
  }

  /// The first of `paths` that tells something; empty when none does.
  String first(String... paths) {
    for (var path : paths) {
      var told = text(path);
      if (!told.isEmpty()) return told;
    }
    return "";
  }

  boolean tells(String path) {
    return !text(path).isEmpty();
  }

  /// A count of tokens or requests, or the refusal of what is none; absent is 0.
  long count(String path) {
    var told = text(path);
    if (told.isEmpty()) return 0;
    if (!WHOLE.matcher(told).matches()) throw new RefusedRow(NOT_A_NUMBER, path, told, COUNT);
    var whole = Long.parseLong(told.replaceFirst("\\..*", ""));
    if (whole < 0) throw new RefusedRow(NEGATIVE_TOKENS, path, told, COUNT);
    if (whole > Parts.TOKENS_MOST) throw new RefusedRow(TOO_MANY_TOKENS, path, told, COUNT);
    return whole;
  }

  /// The first of `paths` that is told, as a count.
  long firstCount(String... paths) {
    for (var path : paths) if (tells(path)) return count(path);
    return 0;
  }

  /// An amount of money or a quantity; empty when absent.
  Optional<BigDecimal> amount(String path) {
    var told = text(path);
    if (told.isEmpty()) return Optional.empty();
    if (!DECIMAL.matcher(told).matches())
      throw new RefusedRow(NOT_A_NUMBER, path, told, "a decimal number");
    return Optional.of(new BigDecimal(told));
  }

  /// A moment in any of the forms of [Times], or the refusal of what is none.
  Instant moment(String path) {
    var told = text(path);
    if (told.isEmpty()) throw new RefusedRow(MISSING_VALUE, path, told, "a value");
    try {
      return Times.any(told);
    } catch (DateTimeException | ArithmeticException notATime) {
      throw new RefusedRow(BAD_TIMESTAMP, path, told, Times.RULE);
    }
  }
}
