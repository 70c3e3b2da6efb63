package apex.spend.price;

import apex.spend.figures.PriceGrid;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What every known model cost when. Immutable; made from the lines of [#RESOURCE] and of
/// [ProviderRules#RESOURCE], which the caller reads.
///
/// A provider is found by its id, then by an emitter's other name for it, then by the book's rule.
/// No provider at all: the first whose rule claims the model. A model is found by the rungs of
/// [Quote.Match], the first that holds.
public final class PriceBook {
  /// Where the table stands in the class path.
  public static final String RESOURCE = "apex/spend/price/genai-prices.tsv";

  /// Names found are remembered, up to so many.
  static final int REMEMBERED_MAX = 10_000;

  /// How telemetry names providers that the book names otherwise.
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "azure.ai.openai", "azure",
          "az.ai.openai", "azure",
          "azure.ai.inference", "azure",
          "azure_openai", "azure",
          "aws.bedrock", "aws",
          "x_ai", "x-ai",
          "mistral_ai", "mistral");

  private final PriceTable table;
  private final ProviderRules rules;
  private final List<Price> overrides;
  private final Map<List<String>, Search> remembered = new ConcurrentHashMap<>();

  private PriceBook(PriceTable table, ProviderRules rules, List<Price> overrides) {
    this.table = table;
    this.rules = rules;
    this.overrides = overrides;
  }

  /// @throws IllegalArgumentException naming the first line that is not understood
  public static PriceBook parse(List<String> table, ProviderRules rules) {
    return new PriceBook(PriceTable.read(table), rules, List.of());
  }

  /// This book with prices of the workspace's own, which win for exactly their provider and model.
  public PriceBook overriding(List<Price> prices) {
    return new PriceBook(table, rules, List.copyOf(prices));
  }

  /// Such as `genai-prices-0.1.8@2026-09-23`: the source, its version and the day it was published.
  public String version() {
    return overrides.isEmpty()
        ? table.version()
        : table.version() + "+" + Integer.toHexString(overrides.hashCode());
  }

  /// What the table says of itself: `book`, `package`, `published`, `sha256`.
  public Map<String, String> about() {
    return table.head();
  }

  /// The day the book's source was published.
  public Instant published() {
    var day = table.head().getOrDefault("published", "1970-01-01");
    return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  public ProviderRules rules() {
    return rules;
  }

  public Quote price(String provider, String model, Instant at) {
    var override = override(provider, model, at);
    if (override.isPresent()) return new Quote.Found(override.get(), Quote.Match.OVERRIDE);
    return switch (search(provider, model)) {
      case Search.Hit(var listing, var match) -> priced(listing, listing.at(at), match);
      case Search.Miss(var why, var sentence, var nearest) ->
          new Quote.Unknown(
              why, sentence, nearest.stream().map(near -> ruled(near.at(at))).toList());
    };
  }

  /// Every model that lists a price for tokens, with its price at an instant.
  public Stream<Offer> offers(Instant at) {
    return table.providers().stream()
        .flatMap(provider -> provider.models().stream())
        .map(listing ->
            new Offer(ruled(listing.at(at)), listing.contextWindow(), listing.deprecated()))
        .filter(offer -> offer.price.rates().byTokens());
  }

  /// A model that could be used instead.
  public record Offer(Price price, OptionalLong contextWindow, boolean deprecated) {}

  /// Every line between which no price of this book changes.
  public PriceGrid grid() {
    var dates = new TreeSet<Instant>();
    var seconds = new TreeSet<Integer>();
    var sizes = new TreeSet<Long>();
    table.providers().stream()
        .flatMap(provider -> provider.models().stream())
        .flatMap(model -> model.periods().stream())
        .forEach(period -> {
          period.window().ifPresent(hours -> lines(hours, seconds));
          lines(period.price(), dates, sizes);
        });
    overrides.forEach(price -> lines(price, dates, sizes));
    seconds.remove(0);
    return new PriceGrid(List.copyOf(dates), List.copyOf(seconds), List.copyOf(sizes));
  }

  private static void lines(Listing.Window hours, TreeSet<Integer> seconds) {
    Stream.of(hours.from(), hours.to()).map(LocalTime::toSecondOfDay).forEach(seconds::add);
  }

  private static void lines(Price price, TreeSet<Instant> dates, TreeSet<Long> sizes) {
    price.validFrom().ifPresent(dates::add);
    price.validTo().ifPresent(dates::add);
    var rates = price.rates();
    Stream.of(
            rates.input(),
            rates.cacheRead(),
            rates.cacheWrite5m(),
            rates.cacheWrite1h(),
            rates.output(),
            rates.reasoning())
        .flatMap(Optional::stream)
        .flatMap(tiered -> tiered.steps().stream())
        .forEach(step -> sizes.add(step.above()));
  }

  private Quote priced(Listing listing, Price price, Quote.Match match) {
    if (price.rates().byTokens()) return new Quote.Found(ruled(price), match);
    var name = listing.provider() + " " + listing.id();
    return listing.pricedOtherwise()
        ? new Quote.Unknown(
            WhyUnpriced.NOT_PRICED_BY_TOKENS, name + " is not priced by tokens", List.of())
        : new Quote.Unknown(
            WhyUnpriced.NO_PRICE_LISTED, name + " is listed without a price", List.of());
  }

  private Price ruled(Price price) {
    return rules
        .write1h(price.provider(), price.model(), price.rates())
        .map(rule ->
            new Price(
                price.provider(),
                price.model(),
                price.validFrom(),
                price.validTo(),
                price.hours(),
                price.basis(),
                price.source(),
                price.rates().withCacheWrite1h(rule.getKey()),
                List.of(rule.getValue())))
        .orElse(price);
  }

  private Optional<Price> override(String provider, String model, Instant at) {
    return overrides.stream()
        .filter(price -> price.provider().equals(provider) && price.model().equals(model))
        .filter(price -> price.validFrom().map(from -> !at.isBefore(from)).orElse(true))
        .filter(price -> price.validTo().map(at::isBefore).orElse(true))
        .findFirst();
  }

  private Search search(String provider, String model) {
    var names = List.of(lower(provider), lower(model));
    var known = remembered.get(names);
    if (known != null) return known;
    var found =
        new Ladder(table.providers()).find(provider(names), names.getFirst(), names.getLast());
    if (remembered.size() < REMEMBERED_MAX) remembered.put(names, found);
    return found;
  }

  private Optional<PriceTable.ProviderRow> provider(List<String> names) {
    var given = names.getFirst();
    var name = OTHER_NAMES.getOrDefault(given, given);
    var providers = table.providers();
    if (name.isEmpty())
      return providers.stream().filter(row -> row.byModel().fits(names.getLast())).findFirst();
    return providers.stream()
        .filter(row -> row.id().equals(name))
        .findFirst()
        .or(() -> providers.stream().filter(row -> row.byName().fits(name)).findFirst());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).strip();
  }

  /// How the search for a name ended; the same whatever the instant.
  sealed interface Search {
    record Hit(Listing listing, Quote.Match match) implements Search {}

    record Miss(WhyUnpriced why, String sentence, List<Listing> nearest) implements Search {
      public Miss {
        nearest = List.copyOf(nearest);
      }
    }
  }
}
