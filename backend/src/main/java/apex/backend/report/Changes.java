package apex.backend.report;

import apex.backend.report.Block.Column;
import apex.backend.report.Block.Drawing;
import apex.backend.report.Block.Grid;
import apex.backend.report.Block.Lines;
import apex.backend.report.Block.Listing;
import apex.backend.report.Block.Pair;
import apex.backend.report.Block.Pairs;
import apex.backend.report.Block.Part;
import apex.backend.report.Block.Words;
import apex.backend.report.Document.Section;
import apex.backend.report.Phrase.Link;
import apex.backend.report.Phrase.Plain;
import apex.backend.report.Phrase.Strong;
import apex.backend.report.Phrase.Struck;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.analysis.Saving;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What was found and what to do about it: the changes that count, the options that do not, and
/// what is only worth knowing.
final class Changes {
  private static final int STEPS_DRAWN_MAX = 10;
  private static final int NAME_CHARS_MAX = 60;

  private final Given result;
  private final Spending spending;

  Changes(Given result, Spending spending) {
    this.result = result;
    this.spending = spending;
  }

  /// @param cents what it adds to those before it; all add up to the joint saving
  private record Lever(Finding finding, BigDecimal cents, BigDecimal aloneUsd) {}

  private JointSaving joint() {
    return result.jointSaving();
  }

  /// Those that count, what adds most first.
  private List<Lever> levers() {
    var levers = joint().levers();
    var cents = Usd.addingUp(levers.stream().map(JointSaving.Lever::p50Usd).toList(), 2);
    var found = new ArrayList<Lever>();
    for (int i = 0; i < levers.size(); i++) {
      var lever = levers.get(i);
      var share = cents.get(i);
      finding(lever.finding())
          .ifPresent(finding -> found.add(new Lever(finding, share, lever.aloneUsd())));
    }
    found.sort(Comparator.comparing(Lever::cents).reversed());
    return found;
  }

  private Optional<Finding> finding(String id) {
    return result.findings().stream().filter(finding -> finding.id().equals(id)).findFirst();
  }

  /// In words, with the plain sum crossed out; empty where nothing counts.
  Optional<List<Phrase>> saving() {
    if (joint().levers().isEmpty()) return Optional.empty();
    var phrases = new ArrayList<Phrase>();
    phrases.add(new Strong(Usd.prose(joint().p50Usd())));
    phrases.add(
        new Plain(
            ", %s of the spend%s"
                .formatted(
                    Composition.percent(spending.ratio(joint().p50Usd())),
                    between(joint().p10Usd(), joint().p90Usd()))));
    naive()
        .ifPresent(sum -> {
          phrases.add(new Plain("; not "));
          phrases.add(new Struck(Usd.prose(sum)));
          phrases.add(new Plain(", the plain sum, which counts overlaps twice"));
        });
    return Optional.of(phrases);
  }

  private static String between(BigDecimal low, BigDecimal high) {
    return low.compareTo(high) == 0
        ? ", exact"
        : ", between %s and %s".formatted(Usd.prose(low), Usd.prose(high));
  }

  /// The plain sum, where it is not the saving itself.
  private Optional<BigDecimal> naive() {
    return Optional.of(joint().naiveSumUsd()).filter(sum -> sum.compareTo(joint().p50Usd()) != 0);
  }

  Optional<Block> waterfall() {
    var levers = levers();
    if (levers.isEmpty() || result.totalCostUsd().isEmpty()) return Optional.empty();
    var steps = new ArrayList<Chart.Amount>();
    levers.stream().limit(STEPS_DRAWN_MAX).map(Changes::step).forEach(steps::add);
    if (levers.size() > STEPS_DRAWN_MAX) steps.add(others(levers));
    var whole = spending.total().setScale(2, RoundingMode.HALF_EVEN);
    var saved = steps.stream().map(Chart.Amount::cents).reduce(BigDecimal.ZERO, BigDecimal::add);
    var chart =
        new Chart.Waterfall(
            "From what is spent to what would be left",
            "%s are spent; %s off %s, which leaves %s.%s"
                .formatted(
                    Usd.prose(whole),
                    levers.size() == 1
                        ? "one change takes"
                        : levers.size() + " changes together take",
                    Usd.prose(saved),
                    Usd.prose(whole.subtract(saved)),
                    naive()
                        .map(sum ->
                            " Their plain sum, %s, counts overlaps twice."
                                .formatted(Usd.prose(sum)))
                        .orElse("")),
            whole,
            steps,
            whole.subtract(saved),
            naive());
    return Optional.of(new Drawing("waterfall", chart));
  }

  private static Chart.Amount step(Lever lever) {
    return new Chart.Amount(
        "%s %s".formatted(lever.finding().id(), about(lever.finding())), lever.cents());
  }

  private static Chart.Amount others(List<Lever> levers) {
    var rest = levers.subList(STEPS_DRAWN_MAX, levers.size());
    return new Chart.Amount(
        rest.size() + " more",
        rest.stream().map(Lever::cents).reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  /// `prompt caching, claude-sonnet-4-5 on support-chat`, short enough for a chart.
  private static String about(Finding finding) {
    var scope = finding.scope();
    var kind = finding.kind().replace('_', ' ');
    var where = new ArrayList<String>();
    if (scope.containsKey("model")) where.add(scope.get("model"));
    if (scope.containsKey("route")) where.add(scope.get("route"));
    var name = where.isEmpty() ? kind : kind + ", " + String.join(" on ", where);
    return name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX - 1) + "…";
  }

  List<Section> sections() {
    var sections = new ArrayList<Section>();
    var levers = levers();
    if (!levers.isEmpty()) sections.add(counted(levers));
    var options = options();
    if (!options.isEmpty()) sections.add(optional(options));
    var facts = facts();
    if (!facts.isEmpty()) sections.add(new Section("facts", "Worth knowing", parts(facts)));
    return sections;
  }

  private Section counted(List<Lever> levers) {
    var blocks = new ArrayList<Block>();
    saving()
        .ifPresent(saving -> {
          var words = new ArrayList<Phrase>(List.of(new Plain("All together they save ")));
          words.addAll(saving);
          words.add(new Plain(". Applied in one order, each adds to those before it:"));
          blocks.add(new Words(words));
        });
    blocks.add(table(levers));
    for (var lever : levers) blocks.add(part(lever.finding(), Optional.of(lever.cents())));
    return new Section("changes", "How to spend less", blocks);
  }

  private static Grid table(List<Lever> levers) {
    return new Grid(
        "Changes that count",
        false,
        List.of(
            Column.text(""),
            Column.text("Change"),
            Column.number("Adds"),
            Column.number("Alone"),
            Column.text("How sure"),
            Column.text("Evidence")),
        levers.stream().map(Changes::row).toList());
  }

  private static List<List<Phrase>> row(Lever lever) {
    var finding = lever.finding();
    return List.of(
        List.of(new Link(finding.id(), finding.id())),
        Phrase.plain(finding.title()),
        Phrase.plain(Usd.prose(lever.cents())),
        Phrase.plain(Usd.prose(lever.aloneUsd())),
        Phrase.plain(sure(finding)),
        Composition.proofs(finding.evidence()));
  }

  /// What would save something and is not sure enough to count, the largest first.
  private List<Finding> options() {
    return result.findings().stream()
        .filter(finding -> !finding.countsInTotal() && saves(finding.saving()))
        .sorted(Comparator.comparing((Finding f) -> f.saving().p50Usd()).reversed())
        .toList();
  }

  private List<Finding> facts() {
    return result.findings().stream()
        .filter(finding -> !finding.countsInTotal() && !saves(finding.saving()))
        .toList();
  }

  private static boolean saves(Saving saving) {
    return saving.p10Usd().signum() != 0 || saving.p90Usd().signum() != 0;
  }

  private Section optional(List<Finding> options) {
    var blocks = new ArrayList<Block>();
    blocks.add(
        Words.of(
            new Plain(
                "These need a decision or an experiment first. Their amounts are in no total and are not added up.")));
    blocks.add(
        new Grid(
            "Options",
            false,
            List.of(
                Column.text(""),
                Column.text("Option"),
                Column.number("Would save"),
                Column.text("How sure"),
                Column.text("Evidence")),
            options.stream().map(Changes::row).toList()));
    blocks.addAll(parts(options));
    return new Section("options", "Options, in no total", blocks);
  }

  private static List<List<Phrase>> row(Finding finding) {
    return List.of(
        List.of(new Link(finding.id(), finding.id())),
        Phrase.plain(finding.title()),
        Phrase.plain(Usd.prose(finding.saving().p50Usd())),
        Phrase.plain(sure(finding)),
        Composition.proofs(finding.evidence()));
  }

  private static String sure(Finding finding) {
    return finding.confidence().name().toLowerCase(Locale.ROOT);
  }

  private List<Block> parts(List<Finding> findings) {
    return findings.stream().map(finding -> (Block) part(finding, Optional.empty())).toList();
  }

  private Part part(Finding finding, Optional<BigDecimal> adds) {
    var blocks = new ArrayList<Block>();
    blocks.add(new Pairs(pairs(finding, adds)));
    lines(blocks, "Assumes", finding.assumptions());
    lines(blocks, "Mind", finding.caveats());
    lines(blocks, "Would change if", finding.wouldChangeIf());
    result.actions().stream()
        .filter(action -> action.id().equals(finding.action()))
        .findFirst()
        .ifPresent(action -> blocks.addAll(toDo(action)));
    return new Part(finding.id(), finding.id() + ": " + finding.title(), adds.isEmpty(), blocks);
  }

  private static List<Pair> pairs(Finding finding, Optional<BigDecimal> adds) {
    var saving = finding.saving();
    var pairs = new ArrayList<Pair>();
    if (saves(saving))
      pairs.add(
          Pair.of(
              "Saves alone",
              "%s, %s of the spend%s"
                  .formatted(
                      Usd.prose(saving.p50Usd()),
                      Composition.percent(saving.shareOfSpend()),
                      between(saving.p10Usd(), saving.p90Usd()))));
    adds.ifPresent(cents -> pairs.add(Pair.of("Adds to the others", Usd.prose(cents))));
    pairs.add(Pair.of("How sure", "%s: %s".formatted(sure(finding), meaning(finding))));
    if (!finding.scope().isEmpty())
      pairs.add(
          Pair.of(
              "About",
              String.join(
                  ", ",
                  finding.scope().entrySet().stream()
                      .map(entry -> entry.getKey() + " " + Spending.named(entry.getValue()))
                      .toList())));
    pairs.add(new Pair("Evidence", Composition.proofs(finding.evidence())));
    return pairs;
  }

  private static String meaning(Finding finding) {
    return switch (finding.confidence()) {
      case MEASURED -> "already spent on provable waste";
      case MODELLED -> "the same tokens under another rule or list price, exact arithmetic";
      case ESTIMATED -> "assumes how people or models behave, so an interval";
      case HYPOTHESIS -> "needs an experiment first, in no total";
    };
  }

  private static void lines(List<Block> blocks, String title, List<String> lines) {
    if (lines.isEmpty()) return;
    blocks.add(Words.of(new Strong(title)));
    blocks.add(Lines.bullets(lines));
  }

  private static List<Block> toDo(Given.Change action) {
    var blocks = new ArrayList<Block>();
    blocks.add(
        Words.of(
            new Strong("What to do"),
            new Plain(" (%s, %s)".formatted(action.id(), action.effort()))));
    blocks.add(Lines.steps(action.steps()));
    for (var file : action.artefacts())
      blocks.add(new Listing(file.title(), file.mediaType(), file.content()));
    blocks.add(Pairs.of(Pair.of("Check", action.verify()), Pair.of("Undo", action.undo())));
    return blocks;
  }
}
