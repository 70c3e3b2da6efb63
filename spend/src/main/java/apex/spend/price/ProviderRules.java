package apex.spend.price;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What providers rule beside their list prices: the lines of `provider-rules.tsv`, whose head
/// explains its columns. Data, so that a changed rule is a changed row.
public final class ProviderRules {
  /// Where the rows stand in the class path.
  public static final String RESOURCE = "apex/spend/price/provider-rules.tsv";

  private final List<Write1h> writes;
  private final List<Caching> cachings;

  private final List<Tier> tiers;
  private final List<Step> steps;

  private record Tier(
      Rule provider,
      Rule model,
      String tier,
      BigDecimal factor,
      Optional<Instant> from,
      Optional<Instant> to,
      String source) {
    boolean fits(String providerName, String modelName, String word, Instant at) {
      return tier.equals(word)
          && provider.fits(providerName)
          && model.fits(modelName)
          && from.map(begin -> !at.isBefore(begin)).orElse(true)
          && to.map(at::isBefore).orElse(true);
    }
  }

  /// What a service tier costs, as a multiple of the ordinary price.
  ///
  /// @param source the rule in words, where it was read and when
  public record TierFactor(String tier, BigDecimal factor, String source) {}

  private record Write1h(Rule provider, Rule model, BigDecimal factor, String source) {}

  private record Caching(Rule provider, Rule model, CacheRule rule) {}

  private ProviderRules(
      List<Write1h> writes, List<Caching> cachings, List<Tier> tiers, List<Step> steps) {
    this.writes = writes;
    this.cachings = cachings;
    this.tiers = tiers;
    this.steps = steps;
  }

  /// A step from one model to another of the same maker.
  public enum StepKind {
    /// To the one that replaced it.
    SUCCESSOR,
    /// To the smaller one of its family.
    SMALLER
  }

  private record Step(Rule provider, Rule model, StepKind kind, ModelStep to) {}

  /// @param model as the book names it, at the same provider
  /// @param source where it was read, and when
  public record ModelStep(String model, String source) {}

  /// The model that one of a maker's models leads to; the first row that fits.
  public Optional<ModelStep> step(StepKind kind, String provider, String model) {
    return steps.stream()
        .filter(row ->
            row.kind == kind && row.provider.fits(lower(provider)) && row.model.fits(lower(model)))
        .findFirst()
        .map(Step::to);
  }

  private static Step step(String row) {
    var columns = row.split("\t", -1);
    return new Step(
        Rule.parse(columns[1]),
        Rule.parse(columns[2]),
        columns[0].equals("successor") ? StepKind.SUCCESSOR : StepKind.SMALLER,
        new ModelStep(columns[3], "%s (noted %s)".formatted(columns[5], columns[4])));
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
        rows.stream().filter(row -> row.startsWith("cache\t")).map(ProviderRules::cache).toList(),
        rows.stream().filter(row -> row.startsWith("tier\t")).map(ProviderRules::tier).toList(),
        rows.stream()
            .filter(row -> row.startsWith("successor\t") || row.startsWith("smaller\t"))
            .map(ProviderRules::step)
            .toList());
  }

  /// The first row of the tier that fits and is in force.
  Optional<TierFactor> tier(String provider, String model, String tier, Instant at) {
    return tiers.stream()
        .filter(row -> row.fits(lower(provider), lower(model), tier, at))
        .findFirst()
        .map(row -> new TierFactor(row.tier, row.factor, row.source));
  }

  /// Every tier that a model has at an instant.
  public List<TierFactor> tiers(String provider, String model, Instant at) {
    var found = new LinkedHashMap<String, TierFactor>();
    for (var row : tiers)
      tier(provider, model, row.tier, at).ifPresent(tier -> found.putIfAbsent(tier.tier, tier));
    return List.copyOf(found.values());
  }

  /// The days on which a tier's factor begins or ends.
  Stream<Instant> days() {
    return tiers.stream().flatMap(row -> Stream.concat(row.from.stream(), row.to.stream()));
  }

  private static Tier tier(String row) {
    var columns = row.split("\t", -1);
    return new Tier(
        Rule.parse(columns[1]),
        Rule.parse(columns[2]),
        columns[3],
        new BigDecimal(columns[4]),
        day(columns[5]),
        day(columns[6]),
        "%s (noted %s)".formatted(columns[8], columns[7]));
  }

  private static Optional<Instant> day(String text) {
    return text.equals("-")
        ? Optional.empty()
        : Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
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
