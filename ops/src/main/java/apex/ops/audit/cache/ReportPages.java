package apex.ops.audit.cache;

import static apex.ops.audit.cache.FactPages.list;
import static apex.ops.audit.cache.FactPages.texts;

import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.graph.Cycle;
import apex.ops.audit.graph.Edge;
import apex.ops.audit.report.Report;
import apex.ops.audit.report.Score;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Key;
import apex.ops.audit.rule.Location;
import apex.ops.audit.rule.Severity;
import apex.ops.audit.tree.Skipped;
import java.util.TreeMap;

/// A report as pages.
final class ReportPages {
  private static final ImportKind[] KINDS = ImportKind.values();
  private static final Severity[] SEVERITIES = Severity.values();

  private ReportPages() {}

  static void write(Report report, Pages.Writer out) {
    out.number(report.scanned()).number(report.unreadable());
    list(report.findings(), out, ReportPages::finding);
    list(report.cycles(), out, ReportPages::cycle);
    var imports = report.imports();
    out.number(imports.eager()).number(imports.lazy()).number(imports.typing());
    list(report.skipped(), out, (skip, to) -> to.text(skip.path()).text(skip.reason()));
    var score = report.score();
    out.number(score.clean()).number(score.files()).number(score.byRule().size());
    score.byRule().forEach((rule, count) -> out.text(rule).number(count));
    out.number(score.byFolder().size());
    score
        .byFolder()
        .forEach((folder, share) -> out.text(folder).number(share.clean()).number(share.files()));
  }

  static Report read(Pages.Reader in) {
    return new Report(
        in.small(),
        in.small(),
        list(in, ReportPages::finding),
        list(in, ReportPages::cycle),
        new Report.Imports(in.number(), in.number(), in.number()),
        list(in, from -> new Skipped(from.text(), from.text())),
        score(in));
  }

  private static Score score(Pages.Reader in) {
    int clean = in.small();
    int files = in.small();
    var byRule = new TreeMap<String, Integer>();
    for (int i = in.small(); i > 0; i--) byRule.put(in.text(), in.small());
    var byFolder = new TreeMap<String, Score.Share>();
    for (int i = in.small(); i > 0; i--)
      byFolder.put(in.text(), new Score.Share(in.small(), in.small()));
    return new Score(clean, files, byRule, byFolder);
  }

  private static void finding(Finding one, Pages.Writer out) {
    out.text(one.rule())
        .number(one.severity().ordinal())
        .text(one.message())
        .text(one.symbol())
        .text(one.fix());
    list(one.locations(), out, (place, to) -> to.text(place.path()).number(place.line()));
    list(
        one.keys(),
        out,
        (key, to) -> to.text(key.rule()).text(key.from()).text(key.to()).text(key.symbol()));
  }

  private static Finding finding(Pages.Reader in) {
    var rule = in.text();
    var severity = SEVERITIES[in.small()];
    var message = in.text();
    var symbol = in.text();
    var fix = in.text();
    return new Finding(
        rule,
        severity,
        message,
        symbol,
        list(in, from -> new Location(from.text(), from.small())),
        fix,
        list(in, from -> new Key(from.text(), from.text(), from.text(), from.text())));
  }

  private static void cycle(Cycle cycle, Pages.Writer out) {
    out.number(cycle.kind().ordinal());
    texts(cycle.modules(), out);
    list(cycle.edges(), out, ReportPages::edge);
    list(cycle.cut(), out, ReportPages::edge);
    out.number(cycle.exact() ? 1 : 0);
  }

  private static Cycle cycle(Pages.Reader in) {
    return new Cycle(
        KINDS[in.small()],
        texts(in),
        list(in, ReportPages::edge),
        list(in, ReportPages::edge),
        in.small() == 1);
  }

  private static void edge(Edge edge, Pages.Writer out) {
    out.text(edge.from())
        .text(edge.to())
        .number(edge.kind().ordinal())
        .text(edge.path())
        .number(edge.line())
        .text(edge.target());
  }

  private static Edge edge(Pages.Reader in) {
    return new Edge(in.text(), in.text(), KINDS[in.small()], in.text(), in.small(), in.text());
  }
}
