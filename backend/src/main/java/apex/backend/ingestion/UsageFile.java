package apex.backend.ingestion;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Reads a file of usage as a stream, in memory bounded by its longest record.
///
/// A file that cannot be one of usage at all (empty, binary, a column missing) fails with
/// INVALID_DATA before the first row is given; a broken row is rejected alone. Gzip is unpacked on
/// the way.
public record UsageFile(ReadLimits limits, InstantSource clock) {

  /// What to read and how.
  ///
  /// @param name as the sender calls the file, only shown
  /// @param mapping from a column of the file to a field of the documented form
  public record Wanted(
      String name, ImportFormat format, RowDefaults defaults, Map<String, String> mapping) {
    public Wanted {
      mapping = Map.copyOf(mapping);
    }

    public Wanted(String name, ImportFormat format, RowDefaults defaults) {
      this(name, format, defaults, Map.of());
    }
  }

  private record Source(Records records, FormatVerdict verdict, Dialect dialect) {}

  /// Gives every row to `rows` and returns as what the file was read.
  public FormatVerdict read(InputStream in, Wanted wanted, RowSink rows) throws IOException {
    var fault = new FileFault(wanted.name());
    var text = Unpacked.of(in, fault, limits.unpackedBytesMax());
    var lines = new Lines(text, limits.lineBytesMax());
    var source = source(Opening.of(lines, fault), lines, wanted, fault);
    var rules = rules(source.dialect, wanted.defaults());
    if (!source.records.next())
      throw fault.at(source.records.line(), Rejection.WHOLE_LINE, "", "there is no row");
    rows.begin(source.verdict);
    each(source.records, rules, rows);
    return source.verdict;
  }

  private Source source(Opening opening, Lines lines, Wanted wanted, FileFault fault)
      throws IOException {
    return switch (wanted.format()) {
      case CSV -> csv(lines, wanted, fault);
      case JSONL, MOONCAKE -> json(lines, plain(wanted.format(), Set.of()), wanted, fault);
      case AUTO, OPENAI, ANTHROPIC, LITELLM, LANGFUSE, BURSTGPT, FOCUS ->
          opening.json() ? json(opening, lines, wanted, fault) : csv(lines, wanted, fault);
    };
  }

  private Source csv(Lines lines, Wanted wanted, FileFault fault) throws IOException {
    var header = CsvHeader.of(header(lines, fault), fault);
    var names = new LinkedHashSet<>(header.names());
    if (!wanted.mapping().isEmpty()) return mapped(lines, header, wanted, fault);
    var dialect = names.contains("ContextTokens") ? Dialect.AZURE : Dialect.PLAIN;
    var title = dialect == Dialect.AZURE ? "azure inference trace" : "apex csv";
    var verdict =
        Formats.of(wanted.format(), names, plain(ImportFormat.CSV, title, dialect, names), fault);
    if (verdict.export().isEmpty()) {
      var form = CsvForm.under(header, dialect, wanted.defaults(), fault);
      return new Source(new LineRecords(lines, form), verdict, dialect);
    }
    var export = verdict.export().get();
    var own = export.dialect(wanted.defaults(), fault);
    var form = new ExportCsv(export, own, header.reader(), header.names(), limits.lineBytesMax());
    return new Source(new LineRecords(lines, form), verdict, own);
  }

  private Source mapped(Lines lines, CsvHeader header, Wanted wanted, FileFault fault) {
    var dialect = Dialect.mapped(mapping(wanted.mapping()));
    for (var column : wanted.mapping().keySet())
      if (!header.names().contains(column))
        throw fault.at(
            1,
            column,
            String.join(",", header.names()),
            "is mapped and missing from the header; " + NearName.of(column, header.names()));
    var words = "mapped csv (%d columns mapped)".formatted(wanted.mapping().size());
    var form = CsvForm.under(header, dialect, wanted.defaults(), fault);
    return new Source(
        new LineRecords(lines, form), FormatVerdict.plain(ImportFormat.CSV, words), dialect);
  }

  private static Map<String, UsageColumn> mapping(Map<String, String> mapping) {
    var columns = new HashMap<String, UsageColumn>();
    mapping.forEach((column, field) -> {
      var known = UsageColumn.named(field);
      if (known.isEmpty())
        throw new ApexException(
            ErrorCode.INVALID_REQUEST,
            "the field '%s' of the mapping %s=%s is unknown; %s"
                .formatted(
                    Shown.of(field),
                    Shown.of(column),
                    Shown.of(field),
                    NearName.of(field, UsageColumn.words())));
      if (columns.containsValue(known.get()))
        throw new ApexException(
            ErrorCode.INVALID_REQUEST,
            "the field %s is mapped twice; map one column to it".formatted(field));
      columns.put(column, known.get());
    });
    return columns;
  }

  private Source json(Opening opening, Lines lines, Wanted wanted, FileFault fault)
      throws IOException {
    var first = FirstRecord.of(opening.bytes(), opening.mark());
    if (first.layout() == FirstRecord.Layout.EMPTY) throw fault.whole("there is no row");
    var verdict = Formats.of(wanted.format(), first.names(), plain(opening, first.names()), fault);
    if (first.layout() == FirstRecord.Layout.LINES) return json(lines, verdict, wanted, fault);
    if (verdict.export().isEmpty())
      throw fault.whole("must be one JSON object a line, and this is a JSON array");
    var export = verdict.export().get();
    return new Source(
        new JsonDocument(lines.rest(), export), verdict, export.dialect(wanted.defaults(), fault));
  }

  private Source json(Lines lines, FormatVerdict verdict, Wanted wanted, FileFault fault) {
    if (verdict.export().isPresent()) {
      var export = verdict.export().get();
      var dialect = export.dialect(wanted.defaults(), fault);
      return new Source(new LineRecords(lines, new ExportLines(export, dialect)), verdict, dialect);
    }
    var dialect =
        verdict.format() == ImportFormat.MOONCAKE
            ? mooncake(wanted.defaults(), fault)
            : wanted.mapping().isEmpty()
                ? Dialect.PLAIN
                : Dialect.mapped(mapping(wanted.mapping()));
    return new Source(new LineRecords(lines, new JsonForm(dialect)), verdict, dialect);
  }

  private static Dialect mooncake(RowDefaults defaults, FileFault fault) {
    return Dialect.mooncake(
        defaults
            .start()
            .orElseThrow(() ->
                fault.at(
                    1,
                    "timestamp",
                    "",
                    "counts milliseconds from a start: give the option start, such as"
                        + " 2026-01-01T00:00:00Z")));
  }

  private static Formats.Plain plain(Opening opening, Set<String> names) {
    var mooncake = opening.firstLine().contains("\"input_length\"");
    return mooncake
        ? new Formats.Plain(plain(ImportFormat.MOONCAKE, names), 1)
        : plain(ImportFormat.JSONL, "apex jsonl", Dialect.PLAIN, names);
  }

  private static FormatVerdict plain(ImportFormat format, Set<String> names) {
    var title = format == ImportFormat.MOONCAKE ? "mooncake trace" : "apex jsonl";
    return FormatVerdict.plain(
        format, names.isEmpty() ? title : "%s (%d names)".formatted(title, names.size()));
  }

  private static Formats.Plain plain(
      ImportFormat format, String title, Dialect dialect, Set<String> names) {
    long known = names.stream().filter(name -> dialect.column(name) != null).count();
    var fits =
        names.contains(dialect.label(UsageColumn.TIMESTAMP))
            && names.contains(dialect.label(UsageColumn.INPUT_TOKENS))
            && names.contains(dialect.label(UsageColumn.OUTPUT_TOKENS));
    var words = "%s (%d of %d columns)".formatted(title, known, names.size());
    return new Formats.Plain(FormatVerdict.plain(format, words), fits ? known : 0);
  }

  private CallRules rules(Dialect dialect, RowDefaults defaults) {
    var latest = clock.instant().plus(CallRules.GRACE);
    return new CallRules(dialect, defaults, limits.textCharsMax(), latest);
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

  private static void each(Records records, CallRules rules, RowSink rows) throws IOException {
    var row = new Draft();
    do one(records, rules, row, rows);
    while (records.next());
  }

  private static void one(Records records, CallRules rules, Draft row, RowSink rows)
      throws IOException {
    UsageRow read;
    try {
      row.clear();
      if (!records.read(row)) {
        rows.skip(records.line());
        return;
      }
      read = rules.row(records.line(), row);
    } catch (RefusedRow refused) {
      rows.reject(refused.at(records.line()));
      return;
    }
    rows.accept(read);
  }

  /// What the first bytes of a file tell.
  ///
  /// @param mark how many of the bytes are a byte order mark
  private record Opening(byte[] bytes, int mark, String text) {
    static Opening of(Lines lines, FileFault fault) throws IOException {
      var bytes = lines.opening();
      if (bytes.length == 0) throw fault.whole("the file is empty");
      Disguise.of(bytes)
          .ifPresent(kind -> {
            throw fault.whole("must be text in UTF-8, and this is " + kind);
          });
      var mark =
          bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb ? 3 : 0;
      lines.skip(mark);
      var text = new String(bytes, mark, bytes.length - mark, StandardCharsets.ISO_8859_1).strip();
      if (text.isEmpty()) throw fault.whole("the file is empty");
      return new Opening(bytes, mark, text);
    }

    boolean json() {
      return text.startsWith("{") || text.startsWith("[");
    }

    String firstLine() {
      return text.lines().findFirst().orElse("");
    }
  }
}
