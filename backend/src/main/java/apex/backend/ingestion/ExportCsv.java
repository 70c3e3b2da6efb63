package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_QUOTES;
import static apex.backend.ingestion.RejectionReason.COLUMN_COUNT;
import static apex.backend.ingestion.RejectionReason.LINE_TOO_LONG;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.util.List;

/// An export as CSV: one record a line, or more lines where the product writes free text into its
/// fields. A column that holds JSON is read by path like the product's JSON.
final class ExportCsv implements RowForm {
  private final Export export;
  private final Dialect dialect;
  private final CsvReader.CsvReaderBuilder reader;
  private final List<String> names;
  private final int recordCharsMax;
  private final Fields fields = new Fields();

  ExportCsv(
      Export export,
      Dialect dialect,
      CsvReader.CsvReaderBuilder reader,
      List<String> names,
      int recordCharsMax) {
    this.export = export;
    this.dialect = dialect;
    this.reader = reader;
    this.names = names;
    this.recordCharsMax = recordCharsMax;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public boolean read(Lines lines, Draft row) throws IOException {
    var text = export.manyLines() ? gathered(lines) : lines.text();
    var values = values(text);
    if (values.size() != names.size())
      throw new RefusedRow(
          COLUMN_COUNT,
          Rejection.WHOLE_LINE,
          "%d columns: %s".formatted(values.size(), text),
          "%d columns as in the header".formatted(names.size()));
    fields.clear();
    for (int i = 0; i < names.size(); i++) put(names.get(i), values.get(i));
    return export.read(fields, row);
  }

  private void put(String name, String value) {
    fields.put(name, value);
    if (export.enters(name)) JsonPaths.within(name, value, export, fields);
  }

  private List<String> values(String text) {
    try {
      return reader.ofSingleCsvRecord(text).getFields();
    } catch (CsvParseException broken) {
      throw new RefusedRow(
          BAD_QUOTES, Rejection.WHOLE_LINE, text, "quotes closed before the separator or line end");
    }
  }

  /// The line, with those after it as long as a quote is open.
  private String gathered(Lines lines) throws IOException {
    var text = new StringBuilder(lines.text());
    var open = open(text, 0, false);
    while (open && lines.next()) {
      var from = text.length();
      text.append('\n').append(lines.text());
      if (text.length() > recordCharsMax)
        throw new RefusedRow(
            LINE_TOO_LONG,
            Rejection.WHOLE_LINE,
            text.toString(),
            "a record of at most %,d characters".formatted(recordCharsMax));
      open = open(text, from, true);
    }
    return text.toString();
  }

  private static boolean open(CharSequence text, int from, boolean open) {
    for (int i = from; i < text.length(); i++) open ^= text.charAt(i) == '"';
    return open;
  }
}
