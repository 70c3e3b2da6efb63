package apex.spend.price;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prices of another origin, to hold the book against: made from the lines of [#RESOURCE], which
/// the caller reads. It never prices a call.
public final class SecondSource {
  /// Where the table stands in the class path.
  public static final String RESOURCE = "apex/spend/price/second-source.tsv";

  /// How it names providers that the book names otherwise.
  private static final Map<String, String> PROVIDERS =
      Map.of(
          "amazon-bedrock", "aws",
          "google-vertex", "google",
          "google-vertex-anthropic", "google",
          "xai", "x-ai",
          "togetherai", "together",
          "fireworks-ai", "fireworks",
          "cloudflare-workers-ai", "cloudflare");

  private final String version;
  private final Instant published;
  private final List<Row> rows;

  private record Row(String provider, String model, Map<String, BigDecimal> rates) {}

  private SecondSource(String version, Instant published, List<Row> rows) {
    this.version = version;
    this.published = published;
    this.rows = rows;
  }

  /// @throws IllegalArgumentException naming the first line that is not understood
  public static SecondSource parse(List<String> lines) {
    var version = "";
    var published = Instant.EPOCH;
    var rows = new ArrayList<Row>();
    for (var line : lines) {
      var columns = line.split("\t", -1);
      switch (columns[0]) {
        case "book" -> version = columns[1];
        case "published" ->
            published = LocalDate.parse(columns[1]).atStartOfDay(ZoneOffset.UTC).toInstant();
        case "price" -> rows.add(row(columns));
        default -> {
          if (!line.startsWith("#"))
            throw new IllegalArgumentException("the second source has an unknown line: " + line);
        }
      }
    }
    return new SecondSource(version, published, List.copyOf(rows));
  }

  private static Row row(String[] columns) {
    var rates = new LinkedHashMap<String, BigDecimal>();
    var kinds = List.of("input", "output", "cache_read", "cache_write_5m");
    for (int i = 0; i < kinds.size(); i++)
      if (!columns[3 + i].equals("-")) rates.put(kinds.get(i), new BigDecimal(columns[3 + i]));
    return new Row(columns[1], PriceTable.unescaped(columns[2]), rates);
  }

  /// How the two sources stand to each other about one model.
  public enum Accord {
    /// Every price that both give is the same.
    AGREES,
    DIFFERS,
    /// The book does not know it by this name.
    NOT_IN_BOOK,
    /// The book knows it and gives no price for tokens.
    NOT_PRICED_IN_BOOK
  }

  /// @param differences the kinds of token with two prices: the book's and the second source's
  public record Compared(
      String provider, String model, Accord accord, Map<String, Pair> differences) {}

  /// US dollars per million tokens.
  public record Pair(BigDecimal book, BigDecimal second) {}

  /// @param at the day whose prices of the book were compared: the second source's own
  public record Agreement(
      String book,
      String second,
      Instant at,
      int compared,
      int agreeing,
      int differing,
      int notInBook,
      List<Compared> models) {
    public Agreement {
      models = List.copyOf(models);
    }
  }

  /// Model by model. A provider that the book does not list is left out.
  public Agreement compare(PriceBook book) {
    var models =
        rows.stream()
            .flatMap(row -> compared(book, row).stream())
            .sorted(
                Comparator.comparing(Compared::accord)
                    .reversed()
                    .thenComparing(Compared::provider)
                    .thenComparing(Compared::model))
            .toList();
    return new Agreement(
        book.version(),
        version,
        published,
        count(models, Accord.AGREES) + count(models, Accord.DIFFERS),
        count(models, Accord.AGREES),
        count(models, Accord.DIFFERS),
        count(models, Accord.NOT_IN_BOOK),
        models);
  }

  private static int count(List<Compared> models, Accord accord) {
    return (int) models.stream().filter(model -> model.accord == accord).count();
  }

  private Optional<Compared> compared(PriceBook book, Row row) {
    var provider = PROVIDERS.getOrDefault(row.provider, row.provider);
    return switch (book.price(provider, row.model, published)) {
      case Quote.Found(var price, var match) -> Optional.of(compared(provider, row, price));
      case Quote.Unknown unknown when unknown.why() == WhyUnpriced.UNKNOWN_PROVIDER ->
          Optional.empty();
      case Quote.Unknown unknown ->
          Optional.of(
              new Compared(
                  provider,
                  row.model,
                  unknown.why() == WhyUnpriced.UNKNOWN_MODEL
                      ? Accord.NOT_IN_BOOK
                      : Accord.NOT_PRICED_IN_BOOK,
                  Map.of()));
    };
  }

  private static Compared compared(String provider, Row row, Price price) {
    var ours = price.rates().byKind();
    var differences = new LinkedHashMap<String, Pair>();
    row.rates.forEach((kind, theirs) -> {
      var mine = ours.get(kind);
      if (mine != null && mine.base().compareTo(theirs) != 0)
        differences.put(kind, new Pair(mine.base(), theirs));
    });
    var accord = differences.isEmpty() ? Accord.AGREES : Accord.DIFFERS;
    return new Compared(provider, row.model, accord, differences);
  }
}
