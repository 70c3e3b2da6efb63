package apex.backend.agents.reporting;

import apex.backend.agents.optimization.Optimized;
import apex.spend.analysis.Action;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.analysis.Saving;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What the analyses found, the few that matter first: of the changes that count those that add
/// most to the joint saving, of the options the largest. The others are counted and summed up.
final class ChangesText {
  private static final int CHANGES_MAX = 5;
  private static final int OPTIONS_MAX = 3;
  private static final int FACTS_MAX = 4;

  private static final int STEP_CHARS_MAX = 80;

  private final Optimized optimized;
  private final List<Action> actions;
  private final BigDecimal spend;
  private final List<String> asked;

  /// @param spend the whole that shares are of
  /// @param asked the kinds of finding that answer the question, what it asks for first
  ChangesText(Optimized optimized, List<Action> actions, BigDecimal spend, List<String> asked) {
    this.optimized = optimized;
    this.actions = actions;
    this.spend = spend;
    this.asked = asked;
  }

  /// Findings that save nothing and were asked for, such as a forecast: where no change counts they
  /// are the answer. Beside changes they are left to the report.
  void writeAnswer(Markdown text) {
    if (nothingCounts()) facts(text);
  }

  /// Changes and options.
  void write(Markdown text) {
    if (!nothingCounts()) changes(text, ranked());
    options(text);
  }

  private boolean nothingCounts() {
    return optimized.joint().levers().isEmpty();
  }

  /// @param cents what it adds to those before it, rounded so that all add up to the joint saving
  private record Change(Finding finding, BigDecimal cents) {}

  /// The changes that count, what adds most first.
  private List<Change> ranked() {
    var levers = optimized.joint().levers();
    var cents = Usd.addingUp(levers.stream().map(JointSaving.Lever::p50Usd).toList(), 2);
    var changes = new ArrayList<Change>();
    for (int i = 0; i < levers.size(); i++)
      changes.add(new Change(finding(levers.get(i).finding()), cents.get(i)));
    changes.sort(Comparator.comparing(Change::cents).reversed());
    return changes;
  }

  private Finding finding(String id) {
    return optimized.findings().stream()
        .filter(finding -> finding.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no finding " + id));
  }

  private void changes(Markdown text, List<Change> ranked) {
    text.heading("How to spend less").paragraph(joint(ranked.size()));
    var lines = new ArrayList<>(ranked.stream().limit(CHANGES_MAX).map(this::line).toList());
    if (ranked.size() > CHANGES_MAX) lines.add(rest(ranked.subList(CHANGES_MAX, ranked.size())));
    text.numbered(lines);
  }

  private String joint(int count) {
    var joint = optimized.joint();
    var saved =
        "%s **%s**, %s of the spend%s."
            .formatted(
                count == 1 ? "One change saves" : "%d changes together save".formatted(count),
                Usd.prose(joint.p50Usd()),
                AnswerText.percent(AnswerText.share(joint.p50Usd(), spend)),
                interval(joint.p10Usd(), joint.p90Usd()));
    return count == 1 ? saved : saved + overlap(joint);
  }

  private static String overlap(JointSaving joint) {
    return " Not ~~%s~~, their plain sum: they overlap. Each adds:"
        .formatted(Usd.prose(joint.naiveSumUsd()));
  }

  private static String interval(BigDecimal low, BigDecimal high) {
    return low.compareTo(high) == 0 ? "" : " (%s to %s)".formatted(Usd.prose(low), Usd.prose(high));
  }

  private String line(Change change) {
    var finding = change.finding();
    return "**%s** %s (%s, %s) [%s]%s"
        .formatted(
            Usd.prose(change.cents()),
            Markdown.escaped(finding.title()),
            finding.id(),
            sure(finding),
            String.join(", ", finding.evidence()),
            toDo(finding));
  }

  private String toDo(Finding finding) {
    return actions.stream()
        .filter(action -> action.id().equals(finding.action()))
        .findFirst()
        .map(action ->
            " **Do** (%s, %s): %s"
                .formatted(
                    action.id(),
                    action.effort(),
                    Markdown.escaped(
                        AnswerText.shortened(action.steps().getFirst(), STEP_CHARS_MAX))))
        .orElse("");
  }

  private static String rest(List<Change> others) {
    var sum = others.stream().map(Change::cents).reduce(BigDecimal.ZERO, BigDecimal::add);
    return "**%s** %s"
        .formatted(
            Usd.prose(sum),
            others.size() == 1
                ? "is what one more adds."
                : "is what %d more add together.".formatted(others.size()));
  }

  private static String sure(Finding finding) {
    return finding.confidence().name().toLowerCase(Locale.ROOT);
  }

  /// What would save something and is not sure enough to count.
  private void options(Markdown text) {
    var options =
        optimized.findings().stream()
            .filter(finding -> !finding.countsInTotal() && saves(finding.saving()))
            .sorted(Comparator.comparing((Finding f) -> f.saving().p50Usd()).reversed())
            .toList();
    if (options.isEmpty()) return;
    if (nothingCounts()) text.heading("Options, in no total");
    var shown = largestOfEachKind(options).limit(OPTIONS_MAX).map(ChangesText::option).toList();
    text.paragraph(
        "%s need a decision or an experiment first: %s, the largest of each kind %s."
            .formatted(
                nothingCounts() ? "These" : "**In no total** are those that",
                options.size() == 1 ? "one option" : options.size() + " options",
                String.join("; ", shown)));
  }

  /// So that three prices of another model do not hide an option of another sort.
  private static Stream<Finding> largestOfEachKind(List<Finding> largestFirst) {
    var kinds = new HashSet<String>();
    return largestFirst.stream().filter(finding -> kinds.add(finding.kind()));
  }

  private static boolean saves(Saving saving) {
    return saving.p10Usd().signum() != 0 || saving.p90Usd().signum() != 0;
  }

  private static String option(Finding finding) {
    return "%s by %s (%s) [%s]"
        .formatted(
            Usd.prose(finding.saving().p50Usd()),
            finding.kind().replace('_', ' '),
            finding.id(),
            String.join(", ", finding.evidence()));
  }

  /// What is worth knowing and saves nothing by itself, what was asked for first.
  private List<Finding> facts() {
    return optimized.findings().stream()
        .filter(finding -> !finding.countsInTotal() && !saves(finding.saving()))
        .sorted(Comparator.comparing((Finding finding) -> asked.indexOf(finding.kind())))
        .toList();
  }

  private void facts(Markdown text) {
    var facts = facts();
    if (facts.isEmpty()) return;
    var lines = new ArrayList<>(facts.stream().limit(FACTS_MAX).map(ChangesText::fact).toList());
    if (facts.size() > FACTS_MAX)
      lines.add("%d more, in the report.".formatted(facts.size() - FACTS_MAX));
    text.heading("Worth knowing").bullets(lines);
  }

  private static String fact(Finding finding) {
    return "%s (%s) [%s]"
        .formatted(
            Markdown.escaped(finding.title()), finding.id(), String.join(", ", finding.evidence()));
  }
}
