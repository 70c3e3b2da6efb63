package apex.backend.agents.reporting;

import apex.backend.agents.actions.Planned;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.SliceWords;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.spend.analysis.Action;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.analysis.Saving;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.SpendBy;
import apex.spend.price.Coverage;
import apex.spend.price.Usd;
import apex.spend.proof.Citable;
import apex.spend.proof.Evidence;
import apex.spend.proof.NumberFirewall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The answer in words, from templates: every number is taken from a figure or a finding and names
/// its evidence.
final class AnswerText {
  static final String SAMPLE =
      "This is the sample workspace: its usage is made up, and no money was spent.";
  private static final int ROWS_MAX = 6;

  private final RunContext run;
  private final Material material;
  private final Figures figures;

  AnswerText(RunContext run, Material material, Figures figures) {
    this.run = run;
    this.material = material;
    this.figures = figures;
  }

  String write(List<String> unknown) {
    var text = new Markdown();
    if (run.workspace().sample()) text.note(SAMPLE);
    text.paragraph(summary());
    material.gathered().flatMap(g -> g.coverage()).ifPresent(c -> text.paragraph(coverage(c)));
    text.bullets(material.triaged().notes().stream().map(Markdown::escaped).toList());
    drivers(text);
    material.optimized().ifPresent(optimized -> savings(text, optimized));
    material.planned().ifPresent(planned -> actions(text, planned));
    if (!unknown.isEmpty())
      text.heading("What is not known").bullets(unknown.stream().map(Markdown::escaped).toList());
    material.optimized().ifPresent(optimized -> evidence(text, optimized));
    return text.toString();
  }

  private String summary() {
    var period = SliceWords.of(figures.slice().period());
    var calls = Markdown.escaped(SliceWords.calls(figures.slice()));
    var text =
        passed(
            "**{{total}} was spent on {{calls}} calls** {{period}}, for {{scope}}",
            Map.of(
                "total",
                amount(figures.total().id(), Citable.Measure.SPEND),
                "calls",
                amount(figures.shape().id(), Citable.Measure.CALLS),
                "period",
                new Citable.Frame("from " + period),
                "scope",
                new Citable.Frame(calls)));
    return "%s [%s].".formatted(text, figures.total().id());
  }

  private Citable amount(String evidence, Citable.Measure measure) {
    return Optional.ofNullable(Reporting.evidence(material).get(evidence))
        .orElseThrow(() -> new IllegalArgumentException("there is no evidence " + evidence))
        .cited(measure, Set.of());
  }

  /// Through the firewall: a figure that is not in the evidence never reaches the reader.
  private static String passed(String text, Map<String, Citable> citables) {
    return switch (new NumberFirewall(citables, BuiltInWords.ALL).render(text)) {
      case NumberFirewall.Rendering.Passed(var rendered) -> rendered;
      case NumberFirewall.Rendering.Rejected(var reasons) ->
          throw new ApexException(ErrorCode.BUG, "the answer was refused: " + reasons);
    };
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
    return "%s of the tokens are priced (%s), by the price book %s. Without a price: %s. The whole lies between %s and %s."
        .formatted(
            percent(coverage.tokensPriced()),
            bases(coverage),
            figures.book(),
            String.join(", ", models),
            Usd.prose(coverage.lowUsd()),
            coverage.highUsd().map(Usd::prose).orElse("an unknown amount"));
  }

  private static String ambiguous(Coverage coverage) {
    if (coverage.ambiguousUsd().signum() == 0) return "";
    return " Some emitters' numbers can be read in two ways, so the whole lies between %s and %s."
        .formatted(
            Usd.prose(coverage.lowUsd()),
            coverage.highUsd().map(Usd::prose).orElse("an unknown amount"));
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
    if (figures.byRoute().value().size() > 1) spendBy(text, "Route", figures.byRoute());
  }

  /// The largest groups and the rest, rounded so that they add up to the total.
  private void spendBy(Markdown text, String title, Figure<List<SpendBy>> figure) {
    var groups =
        figure.value().stream()
            .sorted((a, b) -> b.spend().cost().compareTo(a.spend().cost()))
            .toList();
    var shown = new ArrayList<>(groups.subList(0, Math.min(ROWS_MAX, groups.size())));
    if (groups.size() > ROWS_MAX) shown.add(rest(groups.subList(ROWS_MAX, groups.size())));
    var cents = Usd.addingUp(shown.stream().map(g -> g.spend().cost()).toList(), 2);
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < shown.size(); i++) rows.add(row(shown.get(i), cents.get(i)));
    text.table(List.of(title, "Calls", "Cost", "Share [%s]".formatted(figure.id())), rows);
  }

  private static SpendBy rest(List<SpendBy> groups) {
    var spend = groups.stream().map(SpendBy::spend).reduce((a, b) -> a.plus(b)).orElseThrow();
    return new SpendBy("%d others".formatted(groups.size()), spend);
  }

  private List<String> row(SpendBy group, BigDecimal cents) {
    var name = group.group().isEmpty() ? "(not told)" : group.group();
    return List.of(
        Markdown.escaped(name),
        count(group.spend().tokens().calls()),
        Usd.prose(cents),
        percent(share(group.spend().cost(), figures.total().value().cost())));
  }

  private void savings(Markdown text, Optimized optimized) {
    var counted = optimized.findings().stream().filter(Finding::countsInTotal).toList();
    var options = optimized.findings().stream().filter(f -> !f.countsInTotal()).toList();
    text.heading("How to spend less");
    if (counted.isEmpty()) text.paragraph("Nothing found that can be counted as a saving.");
    else text.table(HEAD, counted.stream().map(this::row).toList()).paragraph(joint(optimized));
    if (options.isEmpty()) return;
    text.heading("Options, in no total");
    text.paragraph(
        "These need a decision or an experiment first. Their amounts are not added up, here or"
            + " anywhere.");
    text.table(HEAD, options.stream().map(this::row).toList());
  }

  private static final List<String> HEAD =
      List.of("", "What", "Saves", "Between", "How sure", "Evidence");

  private List<String> row(Finding finding) {
    return List.of(
        finding.id(),
        Markdown.escaped(finding.title()),
        "%s (%s)"
            .formatted(
                Usd.prose(finding.saving().p50Usd()), percent(finding.saving().shareOfSpend())),
        interval(finding.saving()),
        finding.confidence().name().toLowerCase(Locale.ROOT),
        String.join(", ", finding.evidence()));
  }

  private static String interval(Saving saving) {
    var exact = saving.p10Usd().compareTo(saving.p90Usd()) == 0;
    return exact
        ? "exact"
        : "%s and %s".formatted(Usd.prose(saving.p10Usd()), Usd.prose(saving.p90Usd()));
  }

  private static String joint(Optimized optimized) {
    JointSaving joint = optimized.joint();
    return "Together they save %s (%s to %s) in the period; adding them up would say ~~%s~~, counting overlaps twice.%s"
        .formatted(
            Usd.prose(joint.p50Usd()),
            Usd.prose(joint.p10Usd()),
            Usd.prose(joint.p90Usd()),
            Usd.prose(joint.naiveSumUsd()),
            levers(joint));
  }

  /// What each adds to those before it, where several do.
  private static String levers(JointSaving joint) {
    if (joint.levers().size() < 2) return "";
    var cents = Usd.addingUp(joint.levers().stream().map(JointSaving.Lever::p50Usd).toList(), 2);
    var parts = new ArrayList<String>();
    for (int i = 0; i < cents.size(); i++)
      parts.add(joint.levers().get(i).finding() + " " + Usd.prose(cents.get(i)));
    return " Put in this order, each adds: %s.".formatted(String.join(", ", parts));
  }

  private void actions(Markdown text, Planned planned) {
    if (planned.actions().isEmpty()) return;
    text.heading("What to do");
    for (var action : planned.actions()) action(text, action);
  }

  private void action(Markdown text, Action action) {
    text.paragraph(
        "**%s, for %s** (%s): %s"
            .formatted(action.id(), action.finding(), action.effort(), title(action)));
    text.numbered(action.steps().stream().map(Markdown::escaped).toList());
    text.paragraph(
        "Check: %s Undo: %s"
            .formatted(Markdown.escaped(action.verify()), Markdown.escaped(action.undo())));
  }

  private String title(Action action) {
    return material.optimized().stream()
        .flatMap(optimized -> optimized.findings().stream())
        .filter(finding -> finding.id().equals(action.finding()))
        .findFirst()
        .map(finding -> Markdown.escaped(finding.title()))
        .orElse("");
  }

  private static void evidence(Markdown text, Optimized optimized) {
    text.heading("Where the numbers come from");
    text.bullets(optimized.evidence().values().stream().map(AnswerText::line).toList());
  }

  private static String line(Evidence evidence) {
    return "%s: %s, %s over %s rows as of %d, %s"
        .formatted(
            evidence.id(),
            Markdown.escaped(evidence.subject()),
            "`" + evidence.template() + "`",
            count(evidence.rowsRead()),
            evidence.inputSet().asOf(),
            Markdown.escaped(evidence.formula()));
  }

  private static double share(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0 ? 0 : part.doubleValue() / whole.doubleValue();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
