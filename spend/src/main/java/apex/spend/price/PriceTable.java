package apex.spend.price;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the lines of `genai-prices.tsv`, whose head explains its columns. Every line is understood
/// or refused with its number.
final class PriceTable {
  /// A provider and how it is recognised.
  record ProviderRow(
      String id, Rule byName, Rule byModel, List<String> resells, List<Listing> models) {}

  private final Map<String, String> head = new LinkedHashMap<>();
  private final List<ProviderRow> providers = new ArrayList<>();
  private final Map<PeriodKey, Map<String, Tiered>> units = new LinkedHashMap<>();
  private final List<ModelRow> models = new ArrayList<>();

  private record PeriodKey(
      String provider, String model, int number, String from, String to, String hours) {}

  private record ModelRow(
      String provider, String id, Rule rule, OptionalLong contextWindow, boolean deprecated) {}

  private PriceTable() {}

  static PriceTable read(List<String> lines) {
    var table = new PriceTable();
    for (int i = 0; i < lines.size(); i++) {
      try {
        if (!lines.get(i).startsWith("#")) table.line(lines.get(i).split("\t", -1));
      } catch (RuntimeException broken) {
        throw new IllegalArgumentException(
            "the price table is broken in line %d (%s): %s"
                .formatted(i + 1, lines.get(i), broken.getMessage()),
            broken);
      }
    }
    table.gather();
    return table;
  }

  String version() {
    var version = head.get("book");
    if (version == null) throw new IllegalArgumentException("the price table has no book line");
    return version;
  }

  Map<String, String> head() {
    return Map.copyOf(head);
  }

  List<ProviderRow> providers() {
    return List.copyOf(providers);
  }

  static String unescaped(String word) {
    return word.replace("%09", "\t").replace("%0A", "\n").replace("%20", " ").replace("%25", "%");
  }

  private void line(String[] columns) {
    switch (columns[0]) {
      case "book", "published", "sha256" -> head.put(columns[0], columns[1]);
      case "package" -> head.put("package", columns[1] + " " + columns[2] + " " + columns[3]);
      case "provider" -> provider(columns);
      case "model" -> model(columns);
      case "price" -> price(columns);
      default -> throw new IllegalArgumentException("unknown kind of line: " + columns[0]);
    }
  }

  private void provider(String[] columns) {
    var resells = columns[4].equals("-") ? List.<String>of() : List.of(columns[4].split(","));
    providers.add(
        new ProviderRow(
            columns[1],
            Rule.parse(columns[2]),
            Rule.parse(columns[3]),
            resells,
            new ArrayList<>()));
  }

  private void model(String[] columns) {
    models.add(
        new ModelRow(
            columns[1],
            unescaped(columns[2]),
            Rule.parse(columns[3]),
            columns[4].equals("-")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(columns[4])),
            columns[5].equals("deprecated")));
  }

  private void price(String[] columns) {
    var period =
        new PeriodKey(
            columns[1],
            unescaped(columns[2]),
            Integer.parseInt(columns[3]),
            columns[4],
            columns[5],
            columns[6]);
    var prices = units.computeIfAbsent(period, key -> new LinkedHashMap<>());
    if (columns[7].equals("-")) return;
    var price = new BigDecimal(columns[9]);
    long above = Long.parseLong(columns[8]);
    var base = prices.get(columns[7]);
    prices.put(columns[7], base == null ? new Tiered(price, List.of()) : step(base, above, price));
  }

  private static Tiered step(Tiered base, long above, BigDecimal price) {
    var steps = new ArrayList<>(base.steps());
    steps.add(new Tiered.Step(above, price));
    return new Tiered(base.base(), steps);
  }

  private void gather() {
    var periods = new LinkedHashMap<List<String>, List<Listing.PeriodRow>>();
    var otherwise = new HashSet<List<String>>();
    units.forEach((key, prices) -> {
      if (!prices.isEmpty()) otherwise.add(List.of(key.provider, key.model));
    });
    units.forEach((key, prices) ->
        periods
            .computeIfAbsent(List.of(key.provider, key.model), k -> new ArrayList<>())
            .add(period(key, prices)));
    var byId = new LinkedHashMap<String, ProviderRow>();
    providers.forEach(provider -> byId.put(provider.id(), provider));
    for (var row : models) {
      var provider = byId.get(row.provider);
      var prices = periods.get(List.of(row.provider, row.id));
      if (provider == null || prices == null)
        throw new IllegalArgumentException(
            "%s %s has no provider or no price line".formatted(row.provider, row.id));
      provider
          .models()
          .add(
              new Listing(
                  row.provider,
                  row.id,
                  row.rule,
                  row.contextWindow,
                  row.deprecated,
                  otherwise.contains(List.of(row.provider, row.id)),
                  prices));
    }
  }

  private Listing.PeriodRow period(PeriodKey key, Map<String, Tiered> prices) {
    var from = day(key.from);
    var hours = key.hours.equals("-") ? Optional.<String>empty() : Optional.of(key.hours);
    var rates = rates(prices);
    return new Listing.PeriodRow(
        hours.map(PriceTable::window),
        new Price(
            key.provider,
            key.model,
            from,
            day(key.to),
            hours,
            from.isPresent() ? Basis.DATED : Basis.UNDATED_LIST,
            version(),
            rates,
            List.of()));
  }

  private static Rates rates(Map<String, Tiered> prices) {
    var write = unit(prices, "cache_write_mtok");
    return new Rates(
        unit(prices, "input_mtok"),
        unit(prices, "cache_read_mtok"),
        unit(prices, "cache_write_5m_mtok").or(() -> write),
        unit(prices, "cache_write_1h_mtok"),
        unit(prices, "output_mtok"),
        unit(prices, "output_reasoning_mtok"),
        unit(prices, "requests_kcount").map(Tiered::base).orElse(BigDecimal.ZERO));
  }

  private static Optional<Tiered> unit(Map<String, Tiered> prices, String unit) {
    return Optional.ofNullable(prices.get(unit));
  }

  private static Optional<Instant> day(String text) {
    return text.equals("-")
        ? Optional.empty()
        : Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static Listing.Window window(String text) {
    var ends = text.split("-", -1);
    return new Listing.Window(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]));
  }
}
