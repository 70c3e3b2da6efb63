package apex.backend.ingestion;

import java.io.IOException;

/// The lines of a file, each one record unless its form takes more of them.
final class LineRecords implements Records {
  private final Lines lines;
  private final RowForm form;
  private long line;

  LineRecords(Lines lines, RowForm form) {
    this.lines = lines;
    this.form = form;
  }

  /// Passes over blank lines.
  @Override
  public boolean next() throws IOException {
    while (lines.next())
      if (!lines.blank()) {
        line = lines.number();
        return true;
      }
    line = lines.number() + 1;
    return false;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public boolean read(Draft row) throws IOException {
    return form.read(lines, row);
  }
}
