package apex.ops.audit;

import apex.ops.audit.cache.AuditCache;
import apex.ops.audit.config.AuditConfig;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.facts.Language;
import apex.ops.audit.graph.Cycles;
import apex.ops.audit.java.Java;
import apex.ops.audit.java.JavaClasses;
import apex.ops.audit.pack.LegacyApi;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.python.Python;
import apex.ops.audit.report.Report;
import apex.ops.audit.report.Score;
import apex.ops.audit.rule.Check;
import apex.ops.audit.rule.CodeBase;
import apex.ops.audit.rule.Dependencies;
import apex.ops.audit.rule.Duplicates;
import apex.ops.audit.rule.EnumIdentity;
import apex.ops.audit.rule.EnvironmentAccess;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.ImportCycles;
import apex.ops.audit.rule.Imports;
import apex.ops.audit.rule.LocalMarks;
import apex.ops.audit.rule.Markers;
import apex.ops.audit.rule.TestAttributes;
import apex.ops.audit.rule.Unentered;
import apex.ops.audit.rule.Versions;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.scan.Scan;
import apex.ops.audit.tree.SourceFile;
import apex.ops.audit.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/// Audits a tree.
public final class Audit {
  private final AuditConfig config;
  private final Packs packs;
  private final FactCache cache;

  public Audit(AuditConfig config, Packs packs, FactCache cache) {
    this.config = config;
    this.packs = packs;
    this.cache = cache;
  }

  /// @param progress told how many files are read, from any thread
  public Report of(SourceTree tree, IntConsumer progress) {
    if (cache instanceof AuditCache known) {
      var before = known.report(tree);
      return before.isPresent() ? before.get() : remembered(tree, known, progress);
    }
    return judge(tree, facts(tree, progress));
  }

  private List<FileFacts> facts(SourceTree tree, IntConsumer progress) {
    return new Scan(packs.watch(), cache).read(tree.files(), progress);
  }

  /// What was read is written down while it is judged.
  private Report remembered(SourceTree tree, AuditCache known, IntConsumer progress) {
    var facts = facts(tree, progress);
    var keeping =
        Thread.ofPlatform().daemon().name("keeps-facts").start(() -> known.keepFacts(tree));
    var found = judge(tree, facts);
    try {
      keeping.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the audit was stopped");
    }
    known.keepReport(tree, found);
    return found;
  }

  Report judge(SourceTree tree, List<FileFacts> facts) {
    var code = new CodeBase(tree, facts, config);
    var cycles = Cycles.of(code.edges());
    var found = new ArrayList<>(ImportCycles.of(cycles));
    checks().parallelStream().map(check -> check.of(code)).toList().forEach(found::addAll);
    var findings = found.stream().filter(this::asked).sorted(Finding.ORDER).toList();
    var unreadable = (int) facts.stream().filter(one -> one.unreadable().isPresent()).count();
    return new Report(
        facts.size(),
        unreadable + tree.failures().size(),
        findings,
        cycles,
        imports(facts),
        tree.skipped(),
        Score.of(tree.files().stream().map(SourceFile::path).toList(), findings));
  }

  private List<Check> checks() {
    return List.of(
        new Imports(),
        new Duplicates(),
        new EnumIdentity(),
        new LocalMarks(),
        new Dependencies(),
        new EnvironmentAccess(),
        new Markers(),
        new TestAttributes(),
        new Unentered(),
        new Versions(),
        new LegacyApi(packs));
  }

  private boolean asked(Finding finding) {
    return !config.off().contains(finding.rule());
  }

  private static Report.Imports imports(List<FileFacts> facts) {
    var counts = new long[ImportKind.values().length];
    for (var one : facts) for (var each : one.imports()) counts[each.kind().ordinal()]++;
    return new Report.Imports(counts[0], counts[1], counts[2]);
  }

  /// The languages that are read. A new one is a package of its own and a word here.
  public static List<Language> languages() {
    return List.of(new Python(), new Java(), new JavaClasses());
  }
}
