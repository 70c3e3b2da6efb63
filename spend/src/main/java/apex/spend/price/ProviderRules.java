package apex.spend.price;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What providers rule beside their list prices: the lines of `provider-rules.tsv`, whose head
/// explains its columns. Data, so that a changed rule is a changed row.
public final class ProviderRules {
  /// Where the rows stand in the class path.
  public static final String RESOURCE = "apex/spend/price/provider-rules.tsv";

  private final List<Write1h> writes;
  private final List<Caching> cachings;

  private record Write1h(Rule provider, Rule model, BigDecimal factor, String source) {}

  private record Caching(Rule provider, Rule model, CacheRule rule) {}

  private ProviderRules(List<Write1h> writes, List<Caching> cachings) {
    this.writes = writes;
    this.cachings = cachings;
  }

  /// A way to cache prompts and what it costs.
  ///
  /// @param offered whether this provider offers it; else it is shown for comparison only
  /// @param writeFactor a written token's price as a multiple of an input token's, where the book
  ///   lists none
  /// @param readFactor a read token's
  /// @param noted the day the rule was read
  public record CacheRule(
      String policy,
      boolean offered,
      BigDecimal writeFactor,
      BigDecimal readFactor,
      Duration timeToLive,
      int minPrefixTokens,
      LocalDate noted,
      String source) {

    /// The price with this rule's cache prices: the book's own where this provider offers the
    /// policy and the book lists them, else multiples of the input price.
    public Price applied(Price price) {
      var rates = price.rates();
      return price.with(
          new Rates(
              rates.input(),
              either(rates.cacheRead(), rates.input(), readFactor),
              either(rates.cacheWrite5m(), rates.input(), writeFactor),
              either(rates.cacheWrite1h(), rates.input(), writeFactor),
              rates.output(),
              rates.reasoning(),
              rates.perThousandCalls()));
    }

    private Optional<Tiered> either(
        Optional<Tiered> listed, Optional<Tiered> input, BigDecimal factor) {
      var ruled = input.map(price -> price.times(factor));
      return offered ? listed.or(() -> ruled) : ruled;
    }
  }

  public static ProviderRules parse(List<String> lines) {
    var rows = lines.stream().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    return new ProviderRules(
        rows.stream()
            .filter(row -> row.startsWith("write_1h\t"))
            .map(ProviderRules::write)
            .toList(),
        rows.stream().filter(row -> row.startsWith("cache\t")).map(ProviderRules::cache).toList());
  }

  /// The first rule of each policy that fits, in the order of the table.
  public List<CacheRule> caching(String provider, String model) {
    var first = new LinkedHashMap<String, CacheRule>();
    for (var row : cachings)
      if (row.provider.fits(lower(provider)) && row.model.fits(lower(model)))
        first.putIfAbsent(row.rule.policy, row.rule);
    return List.copyOf(first.values());
  }

  /// The price of a one-hour write where the book lists none, with the rule in words.
  Optional<Map.Entry<Tiered, String>> write1h(String provider, String model, Rates rates) {
    if (rates.cacheWrite1h().isPresent()) return Optional.empty();
    return rates
        .input()
        .flatMap(input ->
            writes.stream()
                .filter(row -> row.provider.fits(lower(provider)) && row.model.fits(lower(model)))
                .findFirst()
                .map(row -> Map.entry(input.times(row.factor), row.source)));
  }

  private static Write1h write(String row) {
    var columns = row.split("\t", -1);
    return new Write1h(
        Rule.parse(columns[1]),
        Rule.parse(columns[2]),
        new BigDecimal(columns[3]),
        "%s (noted %s)".formatted(columns[5], columns[4]));
  }

  private static Caching cache(String row) {
    var columns = row.split("\t", -1);
    return new Caching(
        Rule.parse(columns[1]),
        Rule.parse(columns[2]),
        new CacheRule(
            columns[3],
            columns[4].equals("offered"),
            new BigDecimal(columns[5]),
            new BigDecimal(columns[6]),
            Duration.ofSeconds(Long.parseLong(columns[7])),
            Integer.parseInt(columns[8]),
            LocalDate.parse(columns[9]),
            columns[10]));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
