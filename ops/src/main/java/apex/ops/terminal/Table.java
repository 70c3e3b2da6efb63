package apex.ops.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rows under a heading, in columns as wide as they need. A column whose every cell looks like a
/// number is set to the right. The last column is never padded.
public record Table(List<String> heading, List<List<String>> rows) {
  public Table {
    heading = List.copyOf(heading);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /// The lines, the heading styled by `terminal`.
  public List<String> lines(Terminal terminal) {
    var widths = IntStream.range(0, heading.size()).map(this::width).toArray();
    var lines = new ArrayList<String>();
    lines.add(terminal.bold(line(heading, widths)));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  public void print(Terminal terminal) {
    lines(terminal).forEach(terminal.out()::println);
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> cell(row, column).length())
        .reduce(heading.get(column).length(), Math::max);
  }

  private String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(column -> padded(cell(row, column), column, widths))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private String padded(String cell, int column, int[] widths) {
    var blanks = " ".repeat(Math.max(0, widths[column] - cell.length()));
    return numeric(column) ? blanks + cell : cell + blanks;
  }

  private boolean numeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row -> cell(row, column).matches("[-+$]?[0-9][0-9,.]*[ %a-z]{0,3}|-|"));
  }

  private static String cell(List<String> row, int column) {
    return column < row.size() ? row.get(column) : "";
  }
}
