package apex.backend.ingestion;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;
import java.util.List;

/// What imports may take.
///
/// @param bytesMax largest file
/// @param batchRows rows written to the ledger at once
/// @param equalRowsWindow different rows within which equal ones are told apart
/// @param atOnce imports that run side by side, of different workspaces
/// @param patience longest wait for a turn
public record ImportConfig(
    long bytesMax,
    ReadLimits rows,
    int batchRows,
    int equalRowsWindow,
    int atOnce,
    Duration patience) {
  static final Setting<Long> BYTES_MAX =
      Setting.of(
          "IMPORT_BYTES_MAX",
          "largest file that may be imported, bytes, packed or not, at least 1024",
          Long.toString(2L << 30),
          ImportConfig::wholeNumber);
  static final Setting<Integer> LINE_BYTES_MAX =
      Setting.number(
          "IMPORT_LINE_BYTES_MAX",
          "longest line of an import, bytes, 256 to 67108864; a longer one is rejected",
          1 << 20);
  static final Setting<Integer> TEXT_CHARS_MAX =
      Setting.number(
          "IMPORT_TEXT_CHARS_MAX",
          "longest name of a model, route or user in an import, characters, 1 to 4096",
          256);
  static final Setting<Integer> BATCH_ROWS =
      Setting.number("IMPORT_BATCH_ROWS", "rows of an import written at once, 1 to 100000", 20_000);
  static final Setting<Integer> EQUAL_ROWS_WINDOW =
      Setting.number(
          "IMPORT_EQUAL_ROWS_WINDOW",
          "equal rows of a file count apart when fewer different rows lie between them,"
              + " 1 to 10000000; 24 to 96 bytes of memory for each",
          500_000);
  static final Setting<Integer> AT_ONCE =
      Setting.number(
          "IMPORTS_AT_ONCE", "imports that run side by side, 1 to 100; one of a workspace", 2);
  static final Setting<Duration> PATIENCE =
      Setting.duration(
          "IMPORT_PATIENCE", "longest wait for other imports, as an ISO-8601 duration", "PT30S");

  public ImportConfig {
    BYTES_MAX.check(bytesMax >= 1024, "must be at least 1024", bytesMax);
    within(LINE_BYTES_MAX, rows.lineBytesMax(), 256, 1 << 26);
    within(TEXT_CHARS_MAX, rows.textCharsMax(), 1, 4096);
    within(BATCH_ROWS, batchRows, 1, 100_000);
    within(EQUAL_ROWS_WINDOW, equalRowsWindow, 1, 10_000_000);
    within(AT_ONCE, atOnce, 1, 100);
    PATIENCE.check(!patience.isNegative(), "must not be negative", patience);
  }

  public static ImportConfig from(Environment environment) {
    var values =
        environment.read(
            BYTES_MAX,
            LINE_BYTES_MAX,
            TEXT_CHARS_MAX,
            BATCH_ROWS,
            EQUAL_ROWS_WINDOW,
            AT_ONCE,
            PATIENCE);
    return new ImportConfig(
        values.get(BYTES_MAX),
        new ReadLimits(
            values.get(LINE_BYTES_MAX), values.get(TEXT_CHARS_MAX), values.get(BYTES_MAX)),
        values.get(BATCH_ROWS),
        values.get(EQUAL_ROWS_WINDOW),
        values.get(AT_ONCE),
        values.get(PATIENCE));
  }

  public static List<Setting<?>> settings() {
    return List.of(
        BYTES_MAX,
        LINE_BYTES_MAX,
        TEXT_CHARS_MAX,
        BATCH_ROWS,
        EQUAL_ROWS_WINDOW,
        AT_ONCE,
        PATIENCE);
  }

  private static void within(Setting<Integer> setting, int value, int least, int most) {
    setting.check(
        value >= least && value <= most, "must be %d to %d".formatted(least, most), value);
  }

  private static Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("must be a whole number", notANumber);
    }
  }
}
