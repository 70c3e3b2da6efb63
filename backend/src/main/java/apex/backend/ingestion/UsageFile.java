package apex.backend.ingestion;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/// Reads a file of usage as a stream, in memory bounded by its longest line.
///
/// A file that cannot be one of usage at all (empty, compressed, binary, a column missing) fails
/// with INVALID_DATA before the first row is given; a broken row is rejected alone.
public record UsageFile(ReadLimits limits, InstantSource clock) {

  /// What to read and how.
  ///
  /// @param name as the sender calls the file, only shown
  public record Wanted(String name, ImportFormat format, RowDefaults defaults) {}

  /// Gives every row to `rows` and returns the format that was read.
  public ImportFormat read(InputStream in, Wanted wanted, RowSink rows) throws IOException {
    var lines = new Lines(in, limits.lineBytesMax());
    var fault = new FileFault(wanted.name());
    var opening = Opening.of(lines, fault);
    var format = wanted.format() == ImportFormat.AUTO ? opening.format(fault) : wanted.format();
    var form = form(format, lines, wanted.defaults(), fault);
    var rules = rules(form, wanted.defaults());
    if (!toRow(lines))
      throw fault.at(lines.number() + 1, Rejection.WHOLE_LINE, "", "there is no row");
    rows.begin(format);
    each(lines, form, rules, rows);
    return format;
  }

  private CallRules rules(RowForm form, RowDefaults defaults) {
    var latest = clock.instant().plus(CallRules.GRACE);
    return new CallRules(form.dialect(), defaults, limits.textCharsMax(), latest);
  }

  private static RowForm form(
      ImportFormat format, Lines lines, RowDefaults defaults, FileFault fault) throws IOException {
    return switch (format) {
      case AUTO, CSV -> CsvForm.under(header(lines, fault), defaults, fault);
      case JSONL -> new JsonForm(Dialect.PLAIN);
      case MOONCAKE ->
          new JsonForm(
              Dialect.mooncake(
                  defaults
                      .start()
                      .orElseThrow(() ->
                          fault.at(
                              1,
                              "timestamp",
                              "",
                              "counts milliseconds from a start: give the option start, such as"
                                  + " 2026-01-01T00:00:00Z"))));
    };
  }

  private static String header(Lines lines, FileFault fault) throws IOException {
    while (lines.next()) {
      if (lines.blank()) continue;
      try {
        return lines.text();
      } catch (RefusedRow broken) {
        var why = broken.at(lines.number());
        throw fault.at(why.line(), why.column(), why.value(), "the header must be " + why.rule());
      }
    }
    throw fault.whole("the file is empty");
  }

  private static void each(Lines lines, RowForm form, CallRules rules, RowSink rows)
      throws IOException {
    var row = new Draft();
    do one(lines, form, rules, row, rows);
    while (toRow(lines));
  }

  /// Moves to the next line that is not blank.
  private static boolean toRow(Lines lines) throws IOException {
    while (lines.next()) if (!lines.blank()) return true;
    return false;
  }

  private static void one(Lines lines, RowForm form, CallRules rules, Draft row, RowSink rows) {
    apex.spend.usage.Call call;
    try {
      row.clear();
      form.read(lines, row);
      call = rules.call(row);
    } catch (RefusedRow refused) {
      rows.reject(refused.at(lines.number()));
      return;
    }
    rows.accept(lines.number(), call);
  }

  /// What the first bytes of a file tell.
  private record Opening(String text) {
    static Opening of(Lines lines, FileFault fault) throws IOException {
      var bytes = lines.opening();
      if (bytes.length == 0) throw fault.whole("the file is empty");
      Disguise.of(bytes)
          .ifPresent(kind -> {
            throw fault.whole("must be text in UTF-8, and this is " + kind);
          });
      if (bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb)
        lines.skip(3);
      return new Opening(new String(bytes, StandardCharsets.ISO_8859_1).replace("ï»¿", "").strip());
    }

    ImportFormat format(FileFault fault) {
      if (text.isEmpty()) throw fault.whole("the file is empty");
      if (text.startsWith("["))
        throw fault.whole("must be one JSON object a line, and this is a JSON array");
      if (!text.startsWith("{")) return ImportFormat.CSV;
      var first = text.lines().findFirst().orElse("");
      return first.contains("\"input_length\"") ? ImportFormat.MOONCAKE : ImportFormat.JSONL;
    }
  }
}
