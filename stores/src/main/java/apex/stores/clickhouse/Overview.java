package apex.stores.clickhouse;

import apex.spend.figures.DataShape;
import apex.spend.figures.Dimension;
import apex.spend.figures.Period;
import apex.spend.figures.PriceCell;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;

/// The sums of one slice, and what folds from them.
///
/// @param cells in the order of provider, model, route and terms
/// @param days in order
/// @param books by the name of the price book
record Overview(List<CellSums> cells, List<DaySums> days, List<SpendBy> books) {
  private static final int NAMES_MAX = 100;

  Overview {
    cells = List.copyOf(cells);
    days = List.copyOf(days);
    books = List.copyOf(books);
  }

  /// @param key names the cell's provider, model and route where the names would cost too much
  record CellSums(PriceCell cell, long key) {}

  /// @param told for each of [Told], how many calls told it
  /// @param reversed whether some of the day's calls were taken back, so that `first` and `last`
  ///   may be of one that no longer counts
  record DaySums(
      SpendBy day, Instant first, Instant last, List<Long> told, long failed, boolean reversed) {

    /// The day's begin and what cuts it into `pieces` of one length.
    private List<Instant> cuts(ZoneId zone, long pieces) {
      var date = LocalDate.parse(day.group());
      var begin = date.atStartOfDay(zone).toInstant();
      var length = Duration.between(begin, date.plusDays(1).atStartOfDay(zone).toInstant());
      return LongStream.range(0, pieces)
          .mapToObj(piece -> begin.plus(length.multipliedBy(piece).dividedBy(pieces)))
          .toList();
    }
  }

  /// A first and a last call.
  record Span(Instant first, Instant last) {
    /// Whether a slice from `from` until before `to` holds it.
    boolean within(Instant from, Instant to) {
      return !first.isBefore(from) && last.isBefore(to);
    }
  }

  /// A model on a route.
  record Group(String provider, String model, String route) {}

  Spend total() {
    return cells.stream().map(sums -> sums.cell.spend()).reduce(Spend.NONE, Spend::plus);
  }

  /// Dearest first; days in order.
  List<SpendBy> by(Dimension dimension) {
    return switch (dimension) {
      case MODEL -> folded(PriceCell::model);
      case ROUTE -> folded(PriceCell::route);
      case PROVIDER -> folded(PriceCell::provider);
      case DAY -> days.stream().map(DaySums::day).toList();
    };
  }

  private List<SpendBy> folded(Function<PriceCell, String> name) {
    var sums = new TreeMap<String, Spend>();
    for (var sum : cells) sums.merge(name.apply(sum.cell), sum.cell.spend(), Spend::plus);
    return sums.entrySet().stream()
        .map(sum -> new SpendBy(sum.getKey(), sum.getValue()))
        .sorted(Comparator.comparing((SpendBy by) -> by.spend().cost()).reversed())
        .toList();
  }

  /// By the key of each model on a route, in the order of the cells.
  Map<Long, Group> groups() {
    var groups = new LinkedHashMap<Long, Group>();
    for (var sums : cells)
      groups.putIfAbsent(
          sums.key, new Group(sums.cell.provider(), sums.cell.model(), sums.cell.route()));
    return groups;
  }

  /// Most calls first.
  List<String> bookNames() {
    return books.stream()
        .sorted(
            Comparator.comparing((SpendBy book) -> -book.spend().tokens().calls())
                .thenComparing(SpendBy::group))
        .map(SpendBy::group)
        .toList();
  }

  boolean reversed() {
    return days.stream().anyMatch(DaySums::reversed);
  }

  /// From the first to the last call, reversed ones too.
  Optional<Span> span() {
    return days.stream()
        .map(day -> new Span(day.first, day.last))
        .reduce((a, b) ->
            new Span(
                a.first.isBefore(b.first) ? a.first : b.first,
                a.last.isAfter(b.last) ? a.last : b.last));
  }

  /// @param exact from the first to the last call that counts
  DataShape shape(Optional<Span> exact) {
    return new DataShape(
        days.stream().mapToLong(day -> day.day.spend().tokens().calls()).sum(),
        exact.map(Span::first),
        exact.map(Span::last),
        told(Told.ROUTE),
        told(Told.USER),
        told(Told.CONVERSATION),
        told(Told.LATENCY),
        told(Told.PREFIX_HASHES),
        told(Told.CACHED_TOKENS),
        days.stream().mapToLong(DaySums::failed).sum(),
        mostUsed(PriceCell::provider),
        mostUsed(PriceCell::model),
        mostUsed(PriceCell::route),
        days.size());
  }

  /// The period in pieces of about `most` calls each, in order and without a gap.
  List<Period> pieces(Period period, long most) {
    var cuts = new ArrayList<Instant>();
    long calls = 0;
    for (var day : days) {
      long more = day.day.spend().tokens().calls();
      if (calls + more > most) cuts.addAll(day.cuts(period.zone(), 1 + more / most));
      calls = calls + more > most ? more % most : calls + more;
    }
    return Overview.cut(period, cuts);
  }

  private static List<Period> cut(Period period, List<Instant> cuts) {
    var pieces = new ArrayList<Period>();
    var from = period.from();
    for (var to : cuts)
      if (to.isAfter(from) && to.isBefore(period.to())) {
        pieces.add(new Period(from, to, period.zone()));
        from = to;
      }
    pieces.add(new Period(from, period.to(), period.zone()));
    return pieces;
  }

  private long told(Told what) {
    return days.stream().mapToLong(day -> day.told.get(what.ordinal())).sum();
  }

  private List<String> mostUsed(Function<PriceCell, String> name) {
    return folded(name).stream()
        .filter(by -> !by.group().isEmpty())
        .sorted(
            Comparator.comparing((SpendBy by) -> -by.spend().tokens().calls())
                .thenComparing(SpendBy::group))
        .limit(NAMES_MAX)
        .map(SpendBy::group)
        .toList();
  }
}
