package apex.backend.report;

import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Draws charts as SVG within a page: colours come from the page's style, sizes are of a drawing
/// 760 wide that fits any width.
final class Drawings {
  private static final int WIDTH = 760;
  private static final int ROW = 26;
  private static final int BAR = 16;
  private static final int LABEL = 290;
  private static final int AMOUNT = 86;
  private static final int LABEL_CHARS_MAX = 36;
  private static final int DAYS_HEIGHT = 220;
  private static final int AXIS = 64;
  private static final int LINES = 4;

  private final Markup page;
  private final String id;

  private Drawings(Markup page, String id) {
    this.page = page;
    this.id = id;
  }

  static void draw(Markup page, String id, Chart chart) {
    var drawings = new Drawings(page, id);
    page.open("figure", "id", id);
    page.leaf("figcaption", chart.title());
    switch (chart) {
      case Chart.Bars bars -> drawings.bars(bars);
      case Chart.Days days -> drawings.days(days);
      case Chart.Waterfall waterfall -> drawings.waterfall(waterfall);
    }
    page.leaf("p", chart.description(), "class", "said");
    page.close("figure").newLine();
  }

  private void begin(Chart chart, int height) {
    page.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %d %d".formatted(WIDTH, height),
        "role",
        "img",
        "aria-labelledby",
        "%s-title %s-desc".formatted(id, id));
    page.leaf("title", chart.title(), "id", id + "-title");
    page.leaf("desc", chart.description(), "id", id + "-desc");
  }

  private void bars(Chart.Bars bars) {
    var most = largest(bars.amounts().stream().map(Chart.Amount::cents));
    begin(bars, ROW * bars.amounts().size() + 4);
    for (int i = 0; i < bars.amounts().size(); i++) {
      var amount = bars.amounts().get(i);
      var bar = new Bar(i, amount.name(), Usd.prose(amount.cents()), "bar");
      row(bar, 0, scaled(amount.cents(), most));
    }
    page.close("svg");
  }

  /// @param row from the top, from 0
  /// @param style its class
  private record Bar(int row, String name, String amount, String style) {}

  /// A bar that begins and ends at these places of 0 to 1.
  private void row(Bar bar, double from, double to) {
    int top = ROW * bar.row() + 4;
    int room = WIDTH - LABEL - AMOUNT;
    double x = LABEL + room * from;
    double width = Math.max(1.5, room * (to - from));
    text(LABEL - 10, top + 13, "end", "label", cut(bar.name()));
    rounded(bar.style(), x, top, width);
    text(WIDTH, top + 13, "end", "amount", bar.amount());
  }

  private void rounded(String style, double x, int top, double width) {
    page.empty(
        "rect",
        "class",
        style,
        "x",
        number(x),
        "y",
        top,
        "width",
        number(width),
        "height",
        BAR,
        "rx",
        2);
  }

  private void text(double x, double y, String anchor, String style, String words) {
    page.leaf("text", words, "class", style, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private void waterfall(Chart.Waterfall fall) {
    int rows = fall.steps().size() + (fall.naive().isPresent() ? 3 : 2);
    begin(fall, ROW * rows + 4);
    var whole = fall.whole();
    row(new Bar(0, "Spent", Usd.prose(whole), "bar"), 0, 1);
    var left = whole;
    for (int i = 0; i < fall.steps().size(); i++) {
      var step = fall.steps().get(i);
      var less = left.subtract(step.cents());
      row(
          new Bar(i + 1, step.name(), "−" + Usd.prose(step.cents()), "off"),
          scaled(less, whole),
          scaled(left, whole));
      left = less;
    }
    int last = fall.steps().size() + 1;
    row(new Bar(last, "Left", Usd.prose(fall.rest()), "bar rest"), 0, scaled(left, whole));
    fall.naive().ifPresent(naive -> naive(scaled(naive, whole), naive, last + 1));
    page.close("svg");
  }

  /// The sum that is not the saving: outlined, and its words crossed out.
  private void naive(double share, BigDecimal naive, int row) {
    int top = ROW * row + 4;
    int room = WIDTH - LABEL - AMOUNT;
    double width = Math.max(1.5, room * Math.min(1, share));
    text(LABEL - 10, top + 13, "end", "label struck", "Plain sum of the changes");
    rounded("naive", LABEL + room - width, top, width);
    text(WIDTH, top + 13, "end", "amount struck", "−" + Usd.prose(naive));
  }

  private void days(Chart.Days chart) {
    var days = chart.days();
    var band = chart.ahead().map(Drawings::perDay);
    var most =
        largest(
            Stream.concat(
                days.stream().map(Chart.Day::cents), band.stream().map(Chart.Band::high)));
    int count = days.size() + band.map(Chart.Band::days).orElse(0);
    begin(chart, DAYS_HEIGHT + 30);
    scale(most);
    double step = (double) (WIDTH - AXIS) / Math.max(1, count);
    for (int i = 0; i < days.size(); i++) day(days.get(i), i, step, most);
    band.ifPresent(ahead -> band(ahead, days.size(), step, most));
    dates(days, step, band);
    page.close("svg");
  }

  private static Chart.Band perDay(Chart.Band band) {
    var days = BigDecimal.valueOf(band.days());
    return new Chart.Band(
        band.days(),
        band.low().divide(days, MathContext.DECIMAL64),
        band.middle().divide(days, MathContext.DECIMAL64),
        band.high().divide(days, MathContext.DECIMAL64));
  }

  private void scale(BigDecimal most) {
    for (int i = 0; i <= LINES; i++) {
      double y = 8 + (DAYS_HEIGHT - 8) * (1 - (double) i / LINES);
      page.empty(
          "line", "class", "grid", "x1", AXIS, "x2", WIDTH, "y1", number(y), "y2", number(y));
      var amount =
          most.multiply(BigDecimal.valueOf(i))
              .divide(BigDecimal.valueOf(LINES), MathContext.DECIMAL64);
      text(AXIS - 8, y + 4, "end", "label", Usd.prose(amount));
    }
  }

  private void day(Chart.Day day, int at, double step, BigDecimal most) {
    double height = (DAYS_HEIGHT - 8) * scaled(day.cents(), most);
    page.open(
        "rect",
        "class",
        "bar",
        "x",
        number(AXIS + at * step + step * 0.1),
        "y",
        number(DAYS_HEIGHT - height),
        "width",
        number(step * 0.8),
        "height",
        number(height));
    page.leaf("title", "%s: %s".formatted(day.date(), Usd.prose(day.cents()))).close("rect");
  }

  /// The interval as an area and its middle as a line, per day.
  private void band(Chart.Band band, int from, double step, BigDecimal most) {
    double x = AXIS + from * step;
    double width = band.days() * step;
    double top = DAYS_HEIGHT - (DAYS_HEIGHT - 8) * scaled(band.high(), most);
    double bottom = DAYS_HEIGHT - (DAYS_HEIGHT - 8) * scaled(band.low(), most);
    double middle = DAYS_HEIGHT - (DAYS_HEIGHT - 8) * scaled(band.middle(), most);
    page.empty(
        "rect",
        "class",
        "ahead",
        "x",
        number(x),
        "y",
        number(top),
        "width",
        number(width),
        "height",
        number(Math.max(1, bottom - top)));
    page.empty(
        "line",
        "class",
        "middle",
        "x1",
        number(x),
        "x2",
        number(x + width),
        "y1",
        number(middle),
        "y2",
        number(middle));
    text(
        x + width / 2,
        Math.max(14, top - 6),
        "middle",
        "label",
        "next %d days, a day".formatted(band.days()));
  }

  private void dates(List<Chart.Day> days, double step, Optional<Chart.Band> band) {
    date(days.getFirst().date(), AXIS, "start");
    double end = AXIS + days.size() * step;
    if (days.size() > 2 && band.isEmpty())
      date(days.get(days.size() / 2).date(), AXIS + (days.size() / 2 + 0.5) * step, "middle");
    if (days.size() > 1) date(days.getLast().date(), end, "end");
  }

  private void date(LocalDate date, double x, String anchor) {
    text(x, DAYS_HEIGHT + 20, anchor, "label", date.toString());
  }

  private static BigDecimal largest(Stream<BigDecimal> amounts) {
    return amounts.reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  /// 0 to 1; 0 of nothing.
  private static double scaled(BigDecimal amount, BigDecimal most) {
    return most.signum() <= 0 ? 0 : Math.max(0, amount.doubleValue() / most.doubleValue());
  }

  private static String cut(String name) {
    return name.length() <= LABEL_CHARS_MAX ? name : name.substring(0, LABEL_CHARS_MAX - 1) + "…";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
