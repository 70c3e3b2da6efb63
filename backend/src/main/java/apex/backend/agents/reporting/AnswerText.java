package apex.backend.agents.reporting;

import apex.backend.agents.actions.Planned;
import apex.backend.agents.step.RunContext;
import apex.spend.analysis.Action;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.SpendBy;
import apex.spend.price.Coverage;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The answer in words, from templates, short enough to read in a minute: every number is taken
/// from a figure or a finding and names its evidence. Whatever it leaves out stands in the
/// [Result].
final class AnswerText {
  static final String SAMPLE =
      "This is the sample workspace: its usage is made up, and no money was spent.";
  static final int ROWS_MAX = 5;
  private static final int UNKNOWN_MAX = 4;
  private static final int LINE_CHARS_MAX = 150;

  private final RunContext run;
  private final Material material;
  private final Figures figures;
  private final Opening opening;

  AnswerText(RunContext run, Material material, Figures figures, Opening opening) {
    this.run = run;
    this.material = material;
    this.figures = figures;
    this.opening = opening;
  }

  String write(List<String> unknown) {
    var text = new Markdown();
    if (run.workspace().sample()) text.note(SAMPLE);
    text.paragraph(opening.text());
    opening.excuse().map(Markdown::escaped).ifPresent(text::paragraph);
    material.gathered().flatMap(g -> g.coverage()).ifPresent(c -> text.paragraph(coverage(c)));
    text.bullets(material.triaged().notes().stream().map(Markdown::escaped).toList());
    var changes =
        material
            .optimized()
            .map(found ->
                new ChangesText(
                    found,
                    actions(),
                    figures.total().value().cost(),
                    material.triaged().intent().analyses()));
    changes.ifPresent(found -> found.writeAnswer(text));
    drivers(text);
    changes.ifPresent(found -> found.write(text));
    notKnown(text, unknown);
    text.paragraph(theRest());
    return text.toString();
  }

  private List<Action> actions() {
    return material.planned().map(Planned::actions).orElse(List.of());
  }

  private static void notKnown(Markdown text, List<String> unknown) {
    if (unknown.isEmpty()) return;
    text.heading("What is not known").bullets(bounded(unknown, UNKNOWN_MAX));
  }

  /// The first lines, and how many more there are.
  private static List<String> bounded(List<String> lines, int most) {
    var shown =
        new ArrayList<>(
            lines.stream()
                .limit(most)
                .map(line -> Markdown.escaped(shortened(line, LINE_CHARS_MAX)))
                .toList());
    if (lines.size() > most) shown.add("%d more, in the report.".formatted(lines.size() - most));
    return shown;
  }

  /// At most `most` characters: whole sentences where one fits, else broken off between words and
  /// marked so.
  static String shortened(String words, int most) {
    if (words.length() <= most) return words;
    int sentence = words.lastIndexOf(". ", most - 1);
    if (sentence > 0) return words.substring(0, sentence + 1);
    int end = words.lastIndexOf(' ', most - 2);
    return words.substring(0, end > 0 ? end : most - 2).stripTrailing() + " …";
  }

  /// Where everything stands that a person need not read first.
  private String theRest() {
    var evidence = Reporting.evidence(material).size();
    return "%s: `./apex report %s`, the page under this answer, or `GET /api/runs/%s/report`."
        .formatted(
            material
                .optimized()
                .map(found ->
                    "All %d findings, their changes and the evidence of %d figures"
                        .formatted(found.findings().size(), evidence))
                .orElse("The evidence of all %d figures".formatted(evidence)),
            run.run(),
            run.run());
  }

  private String coverage(Coverage coverage) {
    if (coverage.unpriced().isEmpty())
      return "Every token is priced (%s), by the price book %s.%s"
          .formatted(bases(coverage), figures.book(), ambiguous(coverage));
    var models =
        coverage.unpriced().stream()
            .limit(ROWS_MAX)
            .map(m -> "%s (%s tokens)".formatted(Markdown.escaped(m.model()), count(m.tokens())))
            .toList();
    return "%s of the tokens are priced (%s), by the price book %s. Without a price: %s. The whole %s."
        .formatted(
            capital(percent(coverage.tokensPriced())),
            bases(coverage),
            figures.book(),
            String.join(", ", models),
            range(coverage));
  }

  private static String range(Coverage coverage) {
    var low = Usd.prose(coverage.lowUsd());
    return coverage
        .highUsd()
        .map(high -> "lies between %s and %s".formatted(low, Usd.prose(high)))
        .orElse("is at least " + low);
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String ambiguous(Coverage coverage) {
    if (coverage.ambiguousUsd().signum() == 0) return "";
    return " Some emitters' numbers can be read in two ways, so the whole %s."
        .formatted(range(coverage));
  }

  private static String bases(Coverage coverage) {
    var parts = new ArrayList<String>();
    if (coverage.dated() > 0) parts.add(percent(coverage.dated()) + " at dated prices");
    if (coverage.undated() > 0) parts.add(percent(coverage.undated()) + " at undated list prices");
    if (coverage.overridden() > 0)
      parts.add(percent(coverage.overridden()) + " at your own prices");
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  private void drivers(Markdown text) {
    text.heading("Where it goes");
    spendBy(text, "Model", figures.byModel());
    if (figures.byRoute().value().size() > 1)
      text.paragraph(inOneLine("By route", figures.byRoute()));
  }

  private void spendBy(Markdown text, String title, Figure<List<SpendBy>> figure) {
    var shown = largest(figure);
    var cents = Usd.addingUp(shown.stream().map(g -> g.spend().cost()).toList(), 2);
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < shown.size(); i++) rows.add(row(shown.get(i), cents.get(i)));
    text.table(List.of(title, "Calls", "Cost", "Share [%s]".formatted(figure.id())), rows);
  }

  private String inOneLine(String title, Figure<List<SpendBy>> figure) {
    var shown = largest(figure);
    var cents = Usd.addingUp(shown.stream().map(g -> g.spend().cost()).toList(), 2);
    var parts = new ArrayList<String>();
    for (int i = 0; i < shown.size(); i++)
      parts.add(name(shown.get(i)) + " " + Usd.prose(cents.get(i)));
    return "%s: %s [%s].".formatted(title, String.join(", ", parts), figure.id());
  }

  /// The largest groups and the rest, which add up to the total.
  private static List<SpendBy> largest(Figure<List<SpendBy>> figure) {
    var groups =
        figure.value().stream()
            .sorted((a, b) -> b.spend().cost().compareTo(a.spend().cost()))
            .toList();
    var shown = new ArrayList<>(groups.subList(0, Math.min(ROWS_MAX, groups.size())));
    if (groups.size() > ROWS_MAX) shown.add(rest(groups.subList(ROWS_MAX, groups.size())));
    return shown;
  }

  private static String name(SpendBy group) {
    return Markdown.escaped(group.group().isEmpty() ? "(not told)" : group.group());
  }

  private static SpendBy rest(List<SpendBy> groups) {
    var spend = groups.stream().map(SpendBy::spend).reduce((a, b) -> a.plus(b)).orElseThrow();
    return new SpendBy("%d others".formatted(groups.size()), spend);
  }

  private List<String> row(SpendBy group, BigDecimal cents) {
    return List.of(
        name(group),
        count(group.spend().tokens().calls()),
        Usd.prose(cents),
        percent(share(group.spend().cost(), figures.total().value().cost())));
  }

  static double share(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0 ? 0 : part.doubleValue() / whole.doubleValue();
  }

  /// What is not all of it is never called 100.0 %.
  static String percent(double share) {
    if (share < 1 && share > 0.9995) return "over 99.9 %";
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
