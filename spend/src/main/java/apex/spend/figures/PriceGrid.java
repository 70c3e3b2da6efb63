package apex.spend.figures;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;

/// Every line at which some price of a book may change: dates, times of day (UTC) and request
/// sizes. Calls between the same lines have the same prices at *every* model of the book, so their
/// sums may be priced as one. A query template binds the three lists and answers each group's
/// [Cell], such as `arrayCount(line -> ts >= line, dates)`.
///
/// @param dates ascending midnights in UTC; a call at or after the line is beyond it
/// @param secondsOfDay ascending, 0 to 86,399; a call at or after the line is beyond it
/// @param sizes ascending, input tokens of one call; a call of *more* is beyond it
public record PriceGrid(List<Instant> dates, List<Integer> secondsOfDay, List<Long> sizes) {
  /// No line: all calls lie in one cell.
  public static final PriceGrid NONE = new PriceGrid(List.of(), List.of(), List.of());

  public PriceGrid {
    dates = ascending("dates", dates);
    secondsOfDay = ascending("secondsOfDay", secondsOfDay);
    sizes = ascending("sizes", sizes);
    if (dates.stream().anyMatch(day -> day.getEpochSecond() % 86_400 != 0 || day.getNano() != 0))
      throw new IllegalArgumentException("dates must be midnights in UTC, were " + dates);
  }

  /// How many lines lie behind a call, in each direction.
  ///
  /// @param date 0 to the number of dates
  /// @param time 0 to the number of times of day
  /// @param size 0 to the number of sizes
  public record Cell(int date, int time, int size) {}

  public Cell cell(Instant at, long inputTokens) {
    int second = at.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    return new Cell(
        (int) dates.stream().filter(line -> !at.isBefore(line)).count(),
        (int) secondsOfDay.stream().filter(line -> second >= line).count(),
        (int) sizes.stream().filter(line -> inputTokens > line).count());
  }

  /// An instant inside the cell: what was in force then was in force for all of its calls.
  public Instant instant(Cell cell) {
    var day =
        cell.date == 0
            ? dates.isEmpty() ? Instant.EPOCH : dates.getFirst().minusSeconds(86_400)
            : dates.get(cell.date - 1);
    int second = cell.time == 0 ? 0 : secondsOfDay.get(cell.time - 1);
    return day.atOffset(ZoneOffset.UTC).with(LocalTime.ofSecondOfDay(second)).toInstant();
  }

  /// A request size inside the cell, in input tokens.
  public long size(Cell cell) {
    return cell.size == 0 ? 0 : sizes.get(cell.size - 1) + 1;
  }

  private static <T extends Comparable<T>> List<T> ascending(String name, List<T> lines) {
    for (int i = 1; i < lines.size(); i++)
      if (lines.get(i - 1).compareTo(lines.get(i)) >= 0)
        throw new IllegalArgumentException(name + " must ascend without repetition, was " + lines);
    return List.copyOf(lines);
  }
}
