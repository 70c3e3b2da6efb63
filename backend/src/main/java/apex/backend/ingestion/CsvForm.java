package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_QUOTES;
import static apex.backend.ingestion.RejectionReason.BAD_TEXT;
import static apex.backend.ingestion.RejectionReason.COLUMN_COUNT;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.List;
import java.util.Optional;

/// CSV with a header, one record a line: a quoted field may hold separators and doubled quotes,
/// never the end of a line, so that a stray quote costs its own row and no other.
final class CsvForm implements RowForm {
  private final CsvReader.CsvReaderBuilder lines;
  private final Dialect dialect;
  private final List<Optional<UsageColumn>> columns;

  private CsvForm(
      CsvReader.CsvReaderBuilder lines, Dialect dialect, List<Optional<UsageColumn>> columns) {
    this.lines = lines;
    this.dialect = dialect;
    this.columns = columns;
  }

  /// Under these columns, or fails the whole file naming the one that is missing.
  static CsvForm under(CsvHeader header, Dialect dialect, RowDefaults defaults, FileFault fault) {
    var columns =
        header.names().stream().map(name -> Optional.ofNullable(dialect.column(name))).toList();
    var form = new CsvForm(header.reader(), dialect, columns);
    form.complete(header.names(), defaults, fault);
    return form;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public boolean read(Lines at, Draft row) {
    var record = record(at.text());
    if (record.getFieldCount() != columns.size())
      throw new RefusedRow(
          COLUMN_COUNT,
          Rejection.WHOLE_LINE,
          "%d columns: %s".formatted(record.getFieldCount(), at.text()),
          "%d columns as in the header".formatted(columns.size()));
    for (int i = 0; i < columns.size(); i++) put(row, columns.get(i), record.getField(i));
    return true;
  }

  private void put(Draft row, Optional<UsageColumn> column, String value) {
    if (column.isEmpty()) return;
    if (column.get() == UsageColumn.PREFIX_HASHES)
      PrefixHashes.add(row, value, dialect.label(UsageColumn.PREFIX_HASHES));
    else row.put(column.get(), value);
  }

  private CsvRecord record(String line) {
    if (line.indexOf('\r') >= 0)
      throw new RefusedRow(BAD_TEXT, Rejection.WHOLE_LINE, line, CsvHeader.LINE_ENDS);
    try {
      return lines.ofSingleCsvRecord(line);
    } catch (CsvParseException broken) {
      throw new RefusedRow(
          BAD_QUOTES, Rejection.WHOLE_LINE, line, "quotes closed before the separator or line end");
    }
  }

  private void complete(List<String> names, RowDefaults defaults, FileFault fault) {
    for (var column :
        List.of(UsageColumn.TIMESTAMP, UsageColumn.INPUT_TOKENS, UsageColumn.OUTPUT_TOKENS))
      require(column, names, "", fault);
    if (defaults.model().isEmpty())
      require(UsageColumn.MODEL, names, ", or the option model for all rows", fault);
  }

  private void require(UsageColumn column, List<String> names, String otherwise, FileFault fault) {
    if (columns.contains(Optional.of(column))) return;
    throw fault.at(
        1,
        dialect.label(column),
        String.join(",", names),
        "is missing from the header%s; accepted columns are %s"
            .formatted(otherwise, UsageColumn.accepted()));
  }
}
