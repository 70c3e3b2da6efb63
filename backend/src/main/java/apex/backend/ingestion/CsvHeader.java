package apex.backend.ingestion;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The first line of a CSV file: its names, and the separator that it shows.
record CsvHeader(List<String> names, CsvReader.CsvReaderBuilder reader) {
  /// The parser would take a lone CR for the end of the record and drop what follows.
  static final String LINE_ENDS = "lines must end in LF or CRLF, without a lone CR";

  CsvHeader {
    names = List.copyOf(names);
  }

  /// Fails the whole file when the line is no header or a name stands twice.
  static CsvHeader of(String line, FileFault fault) {
    if (line.indexOf('\r') >= 0) throw fault.at(1, Rejection.WHOLE_LINE, line, LINE_ENDS);
    var reader = reader(separator(line));
    var names = new ArrayList<String>();
    try {
      for (var name : reader.ofSingleCsvRecord(line).getFields()) names.add(name.strip());
    } catch (CsvParseException broken) {
      throw fault.at(1, Rejection.WHOLE_LINE, line, "must be a header row");
    }
    for (var name : names)
      if (Collections.frequency(names, name) > 1)
        throw fault.at(1, name, String.join(",", names), "must stand once in the header");
    return new CsvHeader(names, reader);
  }

  private static CsvReader.CsvReaderBuilder reader(char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .skipEmptyLines(false)
        .allowUnclosedQuote(false);
  }

  private static char separator(String header) {
    if (header.indexOf(',') >= 0) return ',';
    return header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 ? '\t' : ',';
  }
}
