package apex.backend.report;

import apex.backend.report.Block.Column;
import apex.backend.report.Block.Drawing;
import apex.backend.report.Block.Grid;
import apex.backend.report.Document.Section;
import apex.backend.report.Phrase.Plain;
import apex.spend.analysis.Finding;
import apex.spend.price.Usd;
import apex.spend.proof.Evidence;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was spent on what, from the sums that the evidence holds.
final class Spending {
  static final String TOTAL = "spend in the period";
  static final String CALLS = "calls in the period";
  static final String MODELS = "spend by model";
  static final String ROUTES = "spend by route";
  static final String DAYS = "spend by day";

  private static final int NAMES_MAX = 12;
  private static final int DAYS_DRAWN_MAX = 400;
  private static final int AHEAD_DAYS = 30;

  private final Given result;

  Spending(Given result) {
    this.result = result;
  }

  BigDecimal total() {
    return result.totalCostUsd().orElse(BigDecimal.ZERO);
  }

  Optional<Evidence> held(String subject) {
    return result.evidence().values().stream()
        .filter(evidence -> evidence.subject().equals(subject))
        .findFirst();
  }

  /// `shown`, followed by a link to the evidence that is `subject`.
  List<Phrase> proven(Phrase shown, String subject) {
    return held(subject)
        .map(evidence -> List.of(shown, new Plain(" "), new Phrase.Proof(evidence.id())))
        .orElse(List.of(shown));
  }

  /// How a name is shown that may be empty.
  static String named(String name) {
    return name.isEmpty() ? "(not told)" : name;
  }

  Optional<Section> section() {
    if (result.totalCostUsd().isEmpty()) return Optional.empty();
    var blocks = new ArrayList<Block>();
    held(MODELS).ifPresent(held -> blocks.addAll(byName("Model", "by-model", held)));
    held(ROUTES)
        .filter(held -> held.sums().size() > 1)
        .ifPresent(held -> blocks.addAll(byName("Route", "by-route", held)));
    held(DAYS).ifPresent(held -> blocks.addAll(byDay(held)));
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(new Section("spend", "Where the money goes", blocks));
  }

  private List<Block> byName(String what, String id, Evidence held) {
    var all = amounts(held);
    var title = "Spend by " + what.toLowerCase(Locale.ROOT);
    var drawn = shortened(all);
    var bars =
        new Chart.Bars(
            title,
            "%s takes most, %s.".formatted(drawn.getFirst().name(), share(drawn.getFirst())),
            drawn);
    return List.of(new Drawing(id, bars), table(what, held, all));
  }

  private String share(Chart.Amount amount) {
    return "%s, %s of the spend"
        .formatted(Usd.prose(amount.cents()), Composition.percent(ofTheWhole(amount.cents())));
  }

  double ratio(BigDecimal part) {
    return total().signum() == 0 ? 0 : part.doubleValue() / total().doubleValue();
  }

  /// Of the total in cents, as the parts are in cents too: all of it is the whole.
  private double ofTheWhole(BigDecimal cents) {
    var whole = total().setScale(2, RoundingMode.HALF_EVEN);
    return whole.signum() == 0 ? ratio(cents) : cents.doubleValue() / whole.doubleValue();
  }

  private Grid table(String what, Evidence held, List<Chart.Amount> all) {
    var rows =
        all.stream()
            .map(amount ->
                List.of(
                    Phrase.plain(amount.name()),
                    Phrase.plain(unpriced(amount) ? "no price" : Usd.prose(amount.cents())),
                    Phrase.plain(
                        unpriced(amount) ? "" : Composition.percent(ofTheWhole(amount.cents())))))
            .toList();
    return new Grid(
        "%s, evidence %s".formatted(held.subject(), held.id()),
        false,
        List.of(Column.text(what), Column.number("Spend"), Column.number("Share")),
        rows);
  }

  /// What has no price cost something all the same; nobody knows what.
  private boolean unpriced(Chart.Amount amount) {
    return amount.cents().signum() == 0 && unpriced(amount.name());
  }

  boolean unpriced(String name) {
    return result.coverage().unpriced().stream().anyMatch(model -> model.model().equals(name));
  }

  /// The groups of a sum, largest first, in cents that add up to the total's.
  static List<Chart.Amount> amounts(Evidence held) {
    var names = new ArrayList<>(held.sums().keySet());
    var exact = new ArrayList<>(held.sums().values().stream().map(BigDecimal::new).toList());
    names.sort(Comparator.comparing((String n) -> new BigDecimal(held.sums().get(n))).reversed());
    exact.sort(Comparator.reverseOrder());
    var cents = addingUp(exact, new BigDecimal(held.value()));
    var amounts = new ArrayList<Chart.Amount>();
    for (int i = 0; i < names.size(); i++)
      amounts.add(new Chart.Amount(named(names.get(i)), cents.get(i)));
    return amounts;
  }

  /// The parts are rounded to six places already; what that lost goes to the largest.
  static List<BigDecimal> addingUp(List<BigDecimal> parts, BigDecimal whole) {
    if (parts.isEmpty()) return List.of();
    var sum = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    var exact = new ArrayList<>(parts);
    exact.set(0, parts.getFirst().add(whole.subtract(sum)));
    return Usd.addingUp(exact, 2);
  }

  private static List<Chart.Amount> shortened(List<Chart.Amount> all) {
    if (all.size() <= NAMES_MAX) return all;
    var shown = new ArrayList<>(all.subList(0, NAMES_MAX - 1));
    var rest = all.subList(NAMES_MAX - 1, all.size());
    shown.add(
        new Chart.Amount(
            rest.size() + " others",
            rest.stream().map(Chart.Amount::cents).reduce(BigDecimal.ZERO, BigDecimal::add)));
    return shown;
  }

  private List<Block> byDay(Evidence held) {
    var spent = new TreeMap<LocalDate, BigDecimal>();
    try {
      for (var amount : amounts(held)) spent.put(LocalDate.parse(amount.name()), amount.cents());
    } catch (DateTimeParseException otherwise) {
      return List.of();
    }
    if (spent.size() < 2 || span(spent) > DAYS_DRAWN_MAX) return List.of();
    var days =
        spent
            .firstKey()
            .datesUntil(spent.lastKey().plusDays(1))
            .map(date -> new Chart.Day(date, spent.getOrDefault(date, BigDecimal.ZERO)))
            .toList();
    var dearest = days.stream().max(Comparator.comparing(Chart.Day::cents)).orElseThrow();
    var description =
        "%d days, the dearest %s with %s."
            .formatted(days.size(), dearest.date(), Usd.prose(dearest.cents()));
    var band = ahead();
    var told = description + band.map(Spending::words).orElse("");
    return List.of(
        new Drawing("by-day", new Chart.Days("Spend by day", told, days, band)), table(held, days));
  }

  private static String words(Chart.Band band) {
    return " The next %d days will cost about %s, between %s and %s in 80 of 100 cases."
        .formatted(
            band.days(), Usd.prose(band.middle()), Usd.prose(band.low()), Usd.prose(band.high()));
  }

  private static Grid table(Evidence held, List<Chart.Day> days) {
    return new Grid(
        "%s, evidence %s".formatted(held.subject(), held.id()),
        true,
        List.of(Column.text("Day"), Column.number("Spend")),
        days.stream()
            .map(day ->
                List.of(Phrase.plain(day.date().toString()), Phrase.plain(Usd.prose(day.cents()))))
            .toList());
  }

  private static long span(TreeMap<LocalDate, BigDecimal> spent) {
    return ChronoUnit.DAYS.between(spent.firstKey(), spent.lastKey()) + 1;
  }

  /// What the forecast says of the next thirty days, where one was made.
  Optional<Chart.Band> ahead() {
    return result.findings().stream()
        .filter(finding -> finding.kind().equals("forecast"))
        .findFirst()
        .flatMap(Spending::band);
  }

  private static Optional<Chart.Band> band(Finding forecast) {
    if (!(forecast.details().get("next_30_days_usd") instanceof Map<?, ?> interval))
      return Optional.empty();
    if (!(interval.get("p10") instanceof String low
        && interval.get("p50") instanceof String middle
        && interval.get("p90") instanceof String high)) return Optional.empty();
    return Optional.of(
        new Chart.Band(
            AHEAD_DAYS, new BigDecimal(low), new BigDecimal(middle), new BigDecimal(high)));
  }
}
