package apex.ops.audit.pack;

import apex.ops.audit.config.AuditConfig;
import apex.ops.audit.facts.ArgumentKind;
import apex.ops.audit.facts.CallFact;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.rule.Check;
import apex.ops.audit.rule.CodeBase;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Holds the calls, imports and awaits of a tree against the packs.
public final class LegacyApi implements Check {
  private final Packs packs;

  public LegacyApi(Packs packs) {
    this.packs = packs;
  }

  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    for (var rule : packs.rules()) {
      if (rule.awaits()) found.addAll(new Awaits(code, rule.rule()).findings());
      var declared = rule.unlessDeclared() ? declared(code, rule) : Set.<String>of();
      for (int i = 0; i < code.files(); i++) {
        if (!code.file(i).language().name().equals(rule.language())) continue;
        calls(code, i, rule, declared, found);
        imports(code, i, rule, found);
      }
    }
    return found;
  }

  private static void calls(
      CodeBase code, int file, PackRule rule, Set<String> declared, List<Finding> found) {
    for (var call : code.facts(file).calls()) {
      if (!rule.calls().contains(call.method()) || !fits(code.facts(file), rule, call)) continue;
      var keyword = call.keywords().stream().filter(rule.keywords()::contains).findFirst();
      if (!rule.keywords().isEmpty() && keyword.isEmpty()) continue;
      if (keyword.isPresent() && declared.contains(call.method() + " " + keyword.get())) continue;
      var what =
          keyword
              .map(name -> call.callee() + "(…, " + name + "=…)")
              .orElse(call.callee() + "(\"" + shortened(call.text()) + "\")");
      found.add(
          Finding.of(
              rule.rule(),
              "%s: %s".formatted(what, rule.rule().summary()),
              call.callee() + keyword.map(name -> " " + name).orElse(""),
              List.of(new Location(code.path(file), call.line())),
              ""));
    }
  }

  private static String shortened(String text) {
    var line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }

  private static boolean fits(FileFacts facts, PackRule rule, CallFact call) {
    if (rule.text() && call.argument() != ArgumentKind.TEXT) return false;
    if (rule.text()
        && !call.text().isEmpty()
        && !rule.matching().isEmpty()
        && !begins(call.text(), rule.matching())) return false;
    var receiver = last(call.receiver());
    if (rule.exceptReceivers().contains(receiver)) return false;
    boolean byReceiver = rule.receivers().contains(receiver);
    boolean byImport =
        rule.imports().isEmpty() && rule.receivers().isEmpty() || importsAny(facts, rule.imports());
    if (!rule.text() && rule.imports().isEmpty()) return rule.receivers().isEmpty() || byReceiver;
    if (importsAny(facts, rule.exceptImports())) return byImport && byReceiver;
    // a call on nothing is a function of the file's own
    return byReceiver || byImport && !call.receiver().isEmpty();
  }

  private static boolean begins(String text, List<String> words) {
    var start = text.stripLeading().toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(start::startsWith);
  }

  private static boolean importsAny(FileFacts facts, List<String> packages) {
    return facts.imports().stream()
        .anyMatch(one ->
            packages.stream().anyMatch(package_ -> AuditConfig.within(one.module(), package_)));
  }

  private static String last(String dotted) {
    return dotted.substring(dotted.lastIndexOf('.') + 1);
  }

  /// `name parameter` of every function of the tree that declares one of the rule's parameters.
  private static Set<String> declared(CodeBase code, PackRule rule) {
    var found = new HashSet<String>();
    for (int i = 0; i < code.files(); i++)
      for (var mark : code.facts(i).marks())
        if (mark.kind() == MarkKind.PARAMETERS) {
          var parameters = Arrays.asList(mark.detail().split(","));
          rule.keywords().stream()
              .filter(parameters::contains)
              .forEach(each -> found.add(last(mark.subject()) + " " + each));
        }
    return found;
  }

  private static void imports(CodeBase code, int file, PackRule rule, List<Finding> found) {
    if (rule.modules().isEmpty()) return;
    for (var one : code.facts(file).imports()) {
      var name = one.module() + (one.whole() || one.all() ? "" : "." + one.name());
      if (!within(rule.modules(), name) || within(rule.exceptModules(), name)) continue;
      found.add(
          Finding.of(
              rule.rule(),
              "%s: %s".formatted(name, rule.rule().summary()),
              name,
              List.of(new Location(code.path(file), one.line())),
              ""));
    }
  }

  private static boolean within(List<String> packages, String name) {
    return packages.stream().anyMatch(package_ -> AuditConfig.within(name, package_));
  }
}
