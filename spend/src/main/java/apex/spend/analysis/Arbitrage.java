package apex.spend.analysis;

import apex.spend.action.Crontab;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.price.PriceBook;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The same model at another provider that lists it for less, and models whose price depends on the
/// hour: the same tokens under another list price, exact.
///
/// The same model is one of the same name in the price book. Only calls that nobody waits for are
/// moved to other hours: at most 5 of 100 name a person.
final class Arbitrage implements Analysis {
  private static final double PERSONS_MOST = 0.05;
  private static final BigDecimal LEAST = new BigDecimal("0.05");
  private static final int FINDINGS_MAX = 3;

  @Override
  public String kind() {
    return "provider_arbitrage";
  }

  @Override
  public String answers() {
    return "is the same model cheaper at another provider or at another hour";
  }

  @Override
  public boolean needsHabits() {
    return true;
  }

  @Override
  public Outcome analyse(Study study) {
    if (study.groups().isEmpty())
      return new Outcome.Refused("no call in the period has a price", "a price for its models");
    var found = new ArrayList<Proposal>();
    study.groups().keySet().stream()
        .flatMap(group -> elsewhere(study, group).stream())
        .sorted(Comparator.comparing((Elsewhere one) -> one.repricing.saving()).reversed())
        .limit(FINDINGS_MAX)
        .forEach(one -> found.add(provider(study, one)));
    study.figures().habits().ifPresent(habits -> hours(study, habits, found));
    return new Outcome.Found(found);
  }

  private record Elsewhere(Study.Group group, Repricing repricing) {}

  private static Optional<Elsewhere> elsewhere(Study study, Study.Group group) {
    return study
        .book()
        .offers(latest(study))
        .filter(offer -> !offer.deprecated() && same(offer, group))
        .map(offer -> Repricing.of(study, group, offer.price().provider(), offer.price().model()))
        .flatMap(Optional::stream)
        .filter(one -> one.saving().compareTo(one.now().multiply(LEAST)) > 0)
        .max(Comparator.comparing(Repricing::saving))
        .map(one -> new Elsewhere(group, one));
  }

  /// Of the same full name, a maker before it included: a short name may be a smaller version.
  private static boolean same(PriceBook.Offer offer, Study.Group group) {
    return offer.price().model().equalsIgnoreCase(group.model())
        && !offer.price().provider().equalsIgnoreCase(group.provider())
        && offer.price().rates().input().map(price -> price.base().signum() > 0).orElse(false);
  }

  private static Instant latest(Study study) {
    var end = study.figures().slice().period().to();
    var book = study.book().published();
    return end.isAfter(book) ? end : book;
  }

  private Proposal provider(Study study, Elsewhere one) {
    var group = one.group;
    var repricing = one.repricing;
    var saving = repricing.saving();
    var other = repricing.price().provider();
    var cells = study.figures().cells();
    var sums = new LinkedHashMap<String, String>();
    sums.put("now_usd", Usd.text(repricing.now()));
    sums.put("then_usd", Usd.text(repricing.then()));
    var evidence =
        study.evidence(
            "%s at the list price of %s".formatted(group.words(), other),
            cells.source(),
            "cost of the cells now minus their cost at the other provider's price",
            sums,
            saving);
    return new Draft(
            study,
            kind(),
            "%s costs %s at %s and would list at %s at %s"
                .formatted(
                    group.words(),
                    Usd.prose(repricing.now()),
                    group.provider(),
                    Usd.prose(repricing.then()),
                    other),
            Confidence.MODELLED)
        .scope(group.scope())
        .saves(saving, saving, saving)
        .assuming(
            "The same model serves the same tokens; list prices without a discount or an egress fee.")
        .caveat(
            "Providers run a model at different precision, speed, limits and places: check quality, latency and where data may go.",
            "The price was read from %s.".formatted(repricing.price().source()))
        .wouldChangeIf("an agreement with either provider gives another price")
        .evidence(evidence, cells.id())
        .detail("other_provider", other)
        .detail("now_usd", Usd.text(repricing.now()))
        .detail("then_usd", Usd.text(repricing.then()))
        .cutting(repricing.cuts())
        .with(move(group, other, repricing.price().model()));
  }

  private void hours(Study study, Figure<Habits> habits, List<Proposal> found) {
    habits.value().hours().stream()
        .filter(hours -> saving(hours).compareTo(hours.now().cost().multiply(LEAST)) > 0)
        .filter(hours -> unattended(habits.value(), hours))
        .sorted((a, b) -> saving(b).compareTo(saving(a)))
        .limit(FINDINGS_MAX)
        .forEach(hours -> found.add(time(study, habits, hours)));
  }

  private static BigDecimal saving(Habits.Hours hours) {
    return hours.now().cost().subtract(hours.then().cost());
  }

  private static boolean unattended(Habits habits, Habits.Hours hours) {
    return habits.groups().stream()
        .filter(group ->
            group.provider().equals(hours.provider())
                && group.model().equals(hours.model())
                && group.route().equals(hours.route()))
        .allMatch(group -> group.withPerson() <= PERSONS_MOST * group.calls());
  }

  private Proposal time(Study study, Figure<Habits> habits, Habits.Hours hours) {
    var group = new Study.Group(hours.provider(), hours.model(), hours.route());
    var saving = saving(hours);
    var sums = new LinkedHashMap<String, String>();
    sums.put("now_usd", Usd.text(hours.now().cost()));
    sums.put("then_usd", Usd.text(hours.then().cost()));
    var evidence =
        study.evidence(
            "saving of the cheapest hours, " + group.words(),
            habits.source(),
            "cost of the calls minus their cost at the cheapest hour of their day, call by call",
            sums,
            saving);
    return new Draft(
            study,
            kind(),
            "%s costs %s and would cost %s %s"
                .formatted(
                    group.words(),
                    Usd.prose(hours.now().cost()),
                    Usd.prose(hours.then().cost()),
                    hours.cheapest()),
            Confidence.MODELLED)
        .scope(group.scope())
        .saves(saving, saving, saving)
        .assuming(
            "Nobody waits for these calls: none names a person, so they can run at another hour of the day.",
            "The cheapest price of each day, as the price book has it.")
        .caveat("The job's owner has to confirm the later hour.")
        .caveat(Needs.age(study))
        .wouldChangeIf("the provider gives up its cheaper hours")
        .evidence(evidence, habits.id())
        .detail("cheapest_hours", hours.cheapest())
        .detail("now_usd", Usd.text(hours.now().cost()))
        .detail("then_usd", Usd.text(hours.then().cost()))
        .cutting(
            List.of(
                cut(group, Cut.Side.INPUT, hours.now().input(), hours.then().input()),
                cut(group, Cut.Side.OUTPUT, hours.now().output(), hours.then().output())))
        .with(later(group, hours.cheapest()));
  }

  private static Cut cut(Study.Group group, Cut.Side side, BigDecimal now, BigDecimal then) {
    var less = now.subtract(then);
    return new Cut(group.provider(), group.model(), group.route(), side, less, less, less);
  }

  private static Plan move(Study.Group group, String other, String model) {
    var trial = Trial.of(group, other, model);
    return new Plan(
        List.of(
            "Check with your rules on data whether %s may see the calls of %s."
                .formatted(other, group.words()),
            trial.step(),
            "Compare answers and latency, then swap the weights."),
        Action.Effort.DAYS,
        trial.kit(),
        "Run check.sql with the parameter workspace_id a day later: usd_a_call falls while answers and latency hold.",
        trial.undo());
  }

  private static Plan later(Study.Group group, String cheapest) {
    return new Plan(
        List.of(
            "Ask the owner of %s whether it may run %s.".formatted(group.words(), cheapest),
            "Put the line of crontab.txt in the place of the job's schedule; both lines are in UTC."),
        Action.Effort.MINUTES,
        new Kit()
            .apply(() -> Crontab.within("crontab.txt", cheapest))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).hours("check.sql")),
        "Run check.sql with the parameter workspace_id a week later: hours outside the cheaper ones, %s, have no calls."
            .formatted(cheapest),
        "Put the former line back into the crontab.");
  }
}
