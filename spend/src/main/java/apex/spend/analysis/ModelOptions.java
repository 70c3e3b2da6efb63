package apex.spend.analysis;

import apex.spend.figures.PriceCell;
import apex.spend.price.Basis;
import apex.spend.price.Price;
import apex.spend.price.PriceBook;
import apex.spend.price.Quote;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The same calls at other models' latest list prices: what a change could be worth before anyone
/// knows whether the answers are as good. Options, never savings; exact for equal tokens, computed
/// cell by cell.
///
/// For each model that takes at least a twentieth of the spend: two of the same provider (the one
/// nearest half the cost, and the cheapest), and the cheapest of two others. Left out: what the
/// book calls deprecated, what is made for another purpose than chat (by its name), what cannot
/// hold the longest prompt, what costs over 80 % of today (not worth a test) and under 5 % (another
/// class of model).
final class ModelOptions implements Analysis {
  private static final double MODEL_SHARE_MIN = 0.05;
  private static final int MODELS_MAX = 3;
  private static final int OTHER_PROVIDERS_MAX = 2;
  private static final double COST_MOST = 0.8;
  private static final double COST_LEAST = 0.05;

  /// Providers that serve models of their own.
  private static final Set<String> MAKERS =
      new LinkedHashSet<>(List.of("openai", "anthropic", "google", "mistral", "deepseek", "x-ai"));

  private static final Pattern OTHER_PURPOSE =
      Pattern.compile(
          "audio|realtime|tts|transcribe|whisper|image|vision|embed|moderation|search|ocr|voice|voxtral|live|research|robotics|computer|instruct|preview|base|davinci|curie|babbage|ada|codex|codestral|guard|latest-audio|gemma");

  /// Generations that their makers have replaced; the book does not mark them all.
  private static final Pattern FORMER =
      Pattern.compile(
          "^(o1|gpt-3|gpt-4$|gpt-4-|chatgpt|claude-[v123]|gemini-(1|2\\.0)|grok-[123]|mixtral|open-)");

  @Override
  public String kind() {
    return "model_option";
  }

  @Override
  public String answers() {
    return "what would the same calls cost on another, cheaper model";
  }

  @Override
  public Outcome analyse(Study study) {
    if (study.groups().isEmpty())
      return new Outcome.Refused("no call in the period has a price", "a price for its models");
    var models = new LinkedHashMap<Study.Group, BigDecimal>();
    study
        .groups()
        .forEach((group, sides) ->
            models.merge(
                new Study.Group(group.provider(), group.model(), ""),
                sides.cost(),
                BigDecimal::add));
    return new Outcome.Found(
        models.entrySet().stream()
            .filter(model -> study.share(model.getValue()) >= MODEL_SHARE_MIN)
            .sorted(Map.Entry.<Study.Group, BigDecimal>comparingByValue().reversed())
            .limit(MODELS_MAX)
            .flatMap(model -> drafts(study, model.getKey(), model.getValue()).stream())
            .toList());
  }

  /// Another model and what the calls would have cost there.
  private record Option(Price price, BigDecimal cost) {}

  private List<Proposal> drafts(Study study, Study.Group model, BigDecimal now) {
    var cells =
        study.figures().cells().value().stream()
            .filter(cell ->
                cell.provider().equals(model.provider()) && cell.model().equals(model.model()))
            .filter(cell -> cell.spend().complete())
            .toList();
    var home = home(study, cells);
    if (home.isEmpty()) return List.of();
    var options = options(study, cells, home.get(), now);
    return chosen(options, home.get().provider(), now).stream()
        .map(option -> draft(study, model, now, option, tiers(cells)))
        .toList();
  }

  /// The service tiers of the calls, without the ordinary one.
  private static List<String> tiers(List<PriceCell> cells) {
    return cells.stream()
        .map(PriceCell::tier)
        .filter(tier -> !PriceBook.ordinary(tier))
        .distinct()
        .sorted()
        .toList();
  }

  private static String terms(List<String> tiers) {
    return tiers.isEmpty()
        ? "All calls are under ordinary terms."
        : "Calls under the service tier %s are priced under the same tier there; models of which no such price is known are left out."
            .formatted(String.join(", ", tiers));
  }

  private static Optional<Price> home(Study study, List<PriceCell> cells) {
    return cells.stream().flatMap(cell -> study.price(cell).stream()).findFirst();
  }

  private static List<Option> options(
      Study study, List<PriceCell> cells, Price home, BigDecimal now) {
    long longest = longest(study, cells);
    var least = now.multiply(BigDecimal.valueOf(COST_LEAST));
    var most = now.multiply(BigDecimal.valueOf(COST_MOST));
    return study
        .book()
        .offers(latest(study))
        .filter(offer -> MAKERS.contains(offer.price().provider()))
        .filter(offer -> !same(offer.price(), home))
        .filter(offer -> sensible(offer, longest))
        .flatMap(offer -> cost(study, cells, offer.price()).stream())
        .filter(option -> option.cost.compareTo(least) >= 0 && option.cost.compareTo(most) <= 0)
        .sorted(Comparator.comparing(Option::cost).thenComparing(option -> option.price.model()))
        .toList();
  }

  private static boolean same(Price one, Price other) {
    return one.provider().equals(other.provider()) && one.model().equals(other.model());
  }

  private static boolean sensible(PriceBook.Offer offer, long longest) {
    return !offer.deprecated()
        && !OTHER_PURPOSE.matcher(offer.price().model()).find()
        && !FORMER.matcher(offer.price().model()).find()
        && offer.contextWindow().isPresent()
        && offer.contextWindow().getAsLong() >= longest;
  }

  private static long longest(Study study, List<PriceCell> cells) {
    var models = new LinkedHashSet<String>();
    cells.forEach(cell -> models.add(cell.provider() + "\t" + cell.model()));
    return study.figures().prompts().value().stream()
        .filter(group -> models.contains(group.provider() + "\t" + group.model()))
        .mapToLong(group -> group.longest())
        .max()
        .orElse(0);
  }

  private static Optional<Option> cost(Study study, List<PriceCell> cells, Price offer) {
    var sum = BigDecimal.ZERO;
    for (var cell : cells) {
      var cost =
          at(study, offer, today(study, cell), cell.tier())
              .flatMap(price -> study.cost(price, cell));
      if (cost.isEmpty()) return Optional.empty();
      sum = sum.add(cost.get().usd());
    }
    return Optional.of(new Option(offer, sum));
  }

  /// The latest day that prices are known for: a change is made now, whenever the calls were.
  private static Instant latest(Study study) {
    var end = study.figures().slice().period().to();
    var book = study.book().published();
    return end.isAfter(book) ? end : book;
  }

  /// The latest day, at the cell's time of day.
  private static Instant today(Study study, PriceCell cell) {
    var time = study.figures().grid().instant(cell.cell()).atOffset(ZoneOffset.UTC).toLocalTime();
    return latest(study).atOffset(ZoneOffset.UTC).with(time).toInstant();
  }

  /// Under the same service tier; empty where no price for it is known.
  private static Optional<Price> at(Study study, Price offer, Instant at, String tier) {
    return study.book().price(offer.provider(), offer.model(), at, tier)
                instanceof Quote.Found(var price, var match)
            && same(price, offer)
        ? Optional.of(price)
        : Optional.empty();
  }

  private static List<Option> chosen(List<Option> options, String home, BigDecimal now) {
    var half = now.divide(BigDecimal.TWO, MathContext.DECIMAL64);
    var own = options.stream().filter(option -> option.price.provider().equals(home)).toList();
    var chosen = new LinkedHashSet<Option>();
    own.stream()
        .min(Comparator.comparing(option -> option.cost.subtract(half).abs()))
        .ifPresent(chosen::add);
    own.stream().findFirst().ifPresent(chosen::add);
    var others = new ArrayList<Option>();
    for (var maker : MAKERS)
      if (!maker.equals(home))
        options.stream()
            .filter(option -> option.price.provider().equals(maker))
            .findFirst()
            .ifPresent(others::add);
    others.stream()
        .sorted(Comparator.comparing(Option::cost))
        .limit(OTHER_PROVIDERS_MAX)
        .forEach(chosen::add);
    return List.copyOf(chosen);
  }

  private Proposal draft(
      Study study, Study.Group model, BigDecimal now, Option option, List<String> tiers) {
    var saving = now.subtract(option.cost);
    var other = option.price;
    var cells = study.figures().cells();
    var sums = new LinkedHashMap<String, String>();
    sums.put("now_usd", Usd.text(now));
    sums.put("then_usd", Usd.text(option.cost));
    var evidence =
        study.evidence(
            "%s at the list price of %s %s"
                .formatted(model.model(), other.provider(), other.model()),
            cells.source(),
            "cost of the cells now minus their cost at the other model's price",
            sums,
            saving);
    return new Draft(
            study,
            kind(),
            "The same calls of %s on %s would list at %s instead of %s"
                .formatted(model.model(), other.model(), Usd.prose(option.cost), Usd.prose(now)),
            Confidence.HYPOTHESIS)
        .scope(model.scope())
        .saves(
            TokensElsewhere.least(now, option.cost), saving, TokensElsewhere.most(now, option.cost))
        .assuming(
            TokensElsewhere.ASSUMPTION,
            "List prices of %s without a discount, cached tokens at the other model's cache price."
                .formatted(latest(study).atOffset(ZoneOffset.UTC).toLocalDate()),
            terms(tiers))
        .caveat(
            "Whether its answers are as good is not known: test before you switch.",
            other.basis() == Basis.DATED
                ? "Its price is dated."
                : "Its list price has no date in the book.")
        .wouldChangeIf("an evaluation or a shadow test of this model on these calls exists")
        .evidence(evidence, cells.id())
        .detail("option_provider", other.provider())
        .detail("option_model", other.model())
        .detail("now_usd", Usd.text(now))
        .detail("then_usd", Usd.text(option.cost))
        .detail("price_source", other.source())
        .with(plan(model, other));
  }

  private static Plan plan(Study.Group model, Price other) {
    var trial = Trial.of(model, other.provider(), other.model());
    return new Plan(
        List.of(
            "Collect calls of %s whose answers you can judge.".formatted(model.model()),
            trial.step(),
            "Judge both; about 1,200 judged answers for each side show a loss of three points in a hundred.",
            "Switch only the routes where it holds."),
        Action.Effort.DAYS,
        trial.kit(),
        "The judged share of good answers is within three points of today's; run check.sql with the parameter workspace_id: usd_a_call falls.",
        trial.undo());
  }
}
