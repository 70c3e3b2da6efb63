package apex.spend.price;

import apex.spend.figures.PriceGrid;
import apex.spend.usage.Call;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

  /// The word for a call that a cache of the workspace's own answered.
  public static final String LOCAL_CACHE = "local_cache";

  /// The name under which the rules keep the factor of fine-tuned models.
  static final String FINE_TUNED = "fine_tuned";

  /// Words for ordinary terms.
  private static final Set<String> ORDINARY =
      Set.of("", "standard", "default", "auto", "on_demand", "on-demand", "none");

  /// US dollars per million tokens; the dearest listed model costs a hundredth of it.
  private static final BigDecimal ABSURD = BigDecimal.valueOf(60_000);

  /// A price this many times another is more likely a mistake of the unit.
  private static final BigDecimal FAR = BigDecimal.valueOf(500);

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
  private final WorkspaceTerms terms;
  private final Map<List<String>, Search> remembered = new ConcurrentHashMap<>();

  private PriceBook(PriceTable table, ProviderRules rules, WorkspaceTerms terms) {
    this.table = table;
    this.rules = rules;
    this.terms = terms;
  }

  /// @throws IllegalArgumentException naming the first line that is not understood
  public static PriceBook parse(List<String> table, ProviderRules rules) {
    return new PriceBook(PriceTable.read(table), rules, WorkspaceTerms.NONE);
  }

  /// This book with prices of the workspace's own, which win for exactly their provider and model.
  public PriceBook overriding(List<Price> prices) {
    return under(new WorkspaceTerms(prices, List.of(), List.of()));
  }

  /// This book as the workspace pays by it.
  public PriceBook under(WorkspaceTerms agreed) {
    return new PriceBook(table, rules, agreed);
  }

  /// Whether the provider's word stands for ordinary terms.
  public static boolean ordinary(String tier) {
    return ORDINARY.contains(lower(tier));
  }

  public WorkspaceTerms terms() {
    return terms;
  }

  /// Such as `genai-prices-0.1.8@2026-09-23`: the source, its version and the day it was published.
  public String version() {
    return terms.none() ? table.version() : table.version() + "+" + terms.fingerprint();
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

  /// The price of a call, under the terms it was made by.
  public Quote price(Call call) {
    return price(call.provider(), call.model(), call.at(), call.serviceTier());
  }

  /// Under ordinary terms.
  public Quote price(String provider, String model, Instant at) {
    return price(provider, model, at, "");
  }

  /// @param tier the provider's word for its terms, such as `batch`; empty for the ordinary ones
  public Quote price(String provider, String model, Instant at, String tier) {
    var word = lower(tier);
    if (word.equals(LOCAL_CACHE)) return notAsked(provider, model);
    return switch (ordinary(provider, model, at)) {
      case Quote.Found(var price, var match) when match == Quote.Match.FINE_TUNE ->
          fineTuned(price, at, word);
      case Quote.Found(var price, var match) -> tiered(price, match, at, word);
      case Quote.Unknown unknown -> unknown;
    };
  }

  private Quote ordinary(String provider, String model, Instant at) {
    var own = terms.price(provider, model, at);
    if (own.isPresent()) return new Quote.Found(own.get(), Quote.Match.OVERRIDE);
    var alias = terms.alias(provider, model, at);
    if (alias.isEmpty()) return listed(provider, model, at);
    return switch (listed(alias.get().asProvider(), alias.get().asModel(), at)) {
      case Quote.Found(var price, var match) -> new Quote.Found(price, Quote.Match.ALIAS);
      case Quote.Unknown unknown -> unknown;
    };
  }

  private Quote listed(String provider, String model, Instant at) {
    return switch (search(provider, model)) {
      case Search.Hit(var listing, var match) -> priced(listing, listing.at(at), at, match);
      case Search.Miss(var why, var sentence, var nearest) ->
          new Quote.Unknown(
              why, sentence, nearest.stream().map(near -> agreed(near.at(at), at)).toList());
    };
  }

  /// Several terms are joined by `+`, each with its factor.
  private Quote tiered(Price price, Quote.Match match, Instant at, String terms) {
    var so = price;
    for (var tier : terms.split("\\+")) {
      if (ORDINARY.contains(tier)) continue;
      var factor = rules.tier(price.provider(), price.model(), tier, at);
      if (factor.isEmpty()) return withoutTier(so, "the service tier " + tier);
      so = so.times(factor.get().factor(), factor.get().source());
    }
    return new Quote.Found(so, match);
  }

  private Quote fineTuned(Price base, Instant at, String tier) {
    return rules
        .tier(base.provider(), base.model(), FINE_TUNED, at)
        .map(factor ->
            tiered(base.times(factor.factor(), factor.source()), Quote.Match.FINE_TUNE, at, tier))
        .orElseGet(() -> withoutTier(base, "fine-tuned models"));
  }

  /// Between half and 2.5 times the ordinary price lies every tier that is known.
  private static Quote withoutTier(Price price, String what) {
    var sentence = "%s %s lists no price for %s".formatted(price.provider(), price.model(), what);
    return new Quote.Unknown(
        WhyUnpriced.NO_TIER_PRICE,
        sentence,
        List.of(
            price,
            price.times(new BigDecimal("0.5"), "half, as the cheapest known tiers"),
            price.times(new BigDecimal("2.5"), "2.5 times, as the dearest known tier")));
  }

  private Quote notAsked(String provider, String model) {
    var free = Tiered.flat("0");
    return new Quote.Found(
        new Price(
            provider,
            model,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Basis.DATED,
            "a cache of the workspace's own answered",
            Rates.of(free, free),
            List.of()),
        Quote.Match.NOT_ASKED);
  }

  /// How a name is found and what its model cost and will cost, the first period first; empty when
  /// it is unknown.
  public Optional<History> history(String provider, String model) {
    return switch (search(provider, model)) {
      case Search.Hit(var listing, var match) ->
          Optional.of(
              new History(
                  match,
                  listing.periods().stream().map(period -> ruled(period.price())).toList(),
                  listing.contextWindow(),
                  listing.deprecated()));
      case Search.Miss miss -> Optional.empty();
    };
  }

  /// @param periods the later ones win where they fit
  public record History(
      Quote.Match match, List<Price> periods, OptionalLong contextWindow, boolean deprecated) {
    public History {
      periods = List.copyOf(periods);
    }
  }

  /// Every model whose list price differs between two instants.
  public List<Change> changes(Instant from, Instant to) {
    return listings()
        .flatMap(listing -> {
          var before = listing.at(from);
          var after = listing.at(to);
          return before.rates().equals(after.rates())
              ? Stream.<Change>empty()
              : Stream.of(
                  new Change(
                      listing.provider(),
                      listing.id(),
                      ruled(before),
                      ruled(after),
                      after.validFrom().map(published()::isBefore).orElse(false)));
        })
        .toList();
  }

  /// Every instant after `now` at which some list price changes, ascending.
  public List<Instant> announced(Instant now) {
    return listings()
        .flatMap(listing -> listing.periods().stream())
        .flatMap(period -> period.price().validFrom().stream())
        .filter(now::isBefore)
        .distinct()
        .sorted()
        .toList();
  }

  /// How the book would doubt a price that a workspace sets: prices are per million tokens, and one
  /// given per thousand or per token is off by a thousand or a million. Empty when it looks right.
  public Optional<String> doubt(Price own) {
    var absurd =
        own.rates().byKind().entrySet().stream()
            .filter(kind -> kind.getValue().base().compareTo(ABSURD) > 0)
            .findFirst();
    if (absurd.isPresent())
      return Optional.of(
          "%s of %s US dollars for a million tokens is more than any model ever cost; prices are per million tokens"
              .formatted(absurd.get().getKey(), plain(absurd.get().getValue())));
    return listed(own.provider(), own.model(), own.validFrom().orElseGet(this::published))
            instanceof Quote.Found(var price, var match)
        ? doubt(own.rates().byKind(), price)
        : Optional.empty();
  }

  private static Optional<String> doubt(Map<String, Tiered> own, Price listed) {
    var list = listed.rates().byKind();
    for (var kind : own.entrySet()) {
      var other = list.get(kind.getKey());
      if (other == null || other.base().signum() == 0 || kind.getValue().base().signum() == 0)
        continue;
      var ratio = kind.getValue().base().divide(other.base(), MathContext.DECIMAL64);
      if (ratio.compareTo(FAR) >= 0 || ratio.multiply(FAR).compareTo(BigDecimal.ONE) <= 0)
        return Optional.of(
            "%s of %s is %s times the list price %s of %s; prices are in US dollars per million tokens, not per thousand"
                .formatted(
                    kind.getKey(),
                    plain(kind.getValue()),
                    ratio.round(new MathContext(2)).toPlainString(),
                    plain(other),
                    listed.model()));
    }
    return Optional.empty();
  }

  private static String plain(Tiered price) {
    return price.base().stripTrailingZeros().toPlainString();
  }

  private Stream<Listing> listings() {
    return table.providers().stream().flatMap(provider -> provider.models().stream());
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
    terms.prices().forEach(price -> lines(price, dates, sizes));
    Stream.concat(terms.days(), rules.days()).map(PriceBook::midnight).forEach(dates::add);
    seconds.remove(0);
    return new PriceGrid(List.copyOf(dates), List.copyOf(seconds), List.copyOf(sizes));
  }

  private static void lines(Listing.Window hours, TreeSet<Integer> seconds) {
    Stream.of(hours.from(), hours.to()).map(LocalTime::toSecondOfDay).forEach(seconds::add);
  }

  private static void lines(Price price, TreeSet<Instant> dates, TreeSet<Long> sizes) {
    price.validFrom().map(PriceBook::midnight).ifPresent(dates::add);
    price.validTo().map(PriceBook::midnight).ifPresent(dates::add);
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

  private Quote priced(Listing listing, Price price, Instant at, Quote.Match match) {
    if (price.rates().byTokens()) return new Quote.Found(agreed(price, at), match);
    var name = listing.provider() + " " + listing.id();
    return listing.pricedOtherwise()
        ? new Quote.Unknown(
            WhyUnpriced.NOT_PRICED_BY_TOKENS, name + " is not priced by tokens", List.of())
        : new Quote.Unknown(
            WhyUnpriced.NO_PRICE_LISTED, name + " is listed without a price", List.of());
  }

  private Price agreed(Price price, Instant at) {
    return terms.discounted(ruled(price), at);
  }

  private static Instant midnight(Instant at) {
    return at.truncatedTo(ChronoUnit.DAYS);
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
