package apex.ops.audit.rule;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.module.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Imports and attributes that cannot be resolved, and files that cannot be read.
public final class Imports implements Check {
  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    var setFromOutside = setFromOutside(code);
    for (int i = 0; i < code.files(); i++) {
      var path = code.path(i);
      code.facts(i)
          .unreadable()
          .ifPresent(why ->
              found.add(Finding.at(Catalogue.UNREADABLE, why.reason(), path, path, why.line())));
      if (!code.python(i)) continue;
      for (var one : code.facts(i).imports()) check(code, i, one, found);
      attributes(code, i, setFromOutside, found);
      exports(code, i, found);
    }
    for (var failure : code.tree().failures())
      found.add(
          Finding.at(Catalogue.UNREADABLE, failure.reason(), failure.path(), failure.path(), 1));
    return found;
  }

  private static void check(CodeBase code, int file, Import one, List<Finding> found) {
    if (code.absolute(file, one).isEmpty()) {
      found.add(aboveRoot(code, file, one));
      return;
    }
    if (one.guarded()) return;
    switch (code.target(file, one)) {
      case Target.Missing(var package_, var name) -> {
        if (!code.facts(package_).dynamic())
          found.add(missing(code, file, one, package_, code.module(package_) + "." + name));
      }
      case Target.File(var to) -> {
        if (one.whole()
            || one.all()
            || to == file
            || code.mayBeInside(to, one.name())
            || hasName(code, to, one.name())) return;
        found.add(missing(code, file, one, to, one.name()));
      }
      case Target.Folder any -> {}
      case Target.Elsewhere any -> {}
    }
  }

  private static Finding aboveRoot(CodeBase code, int file, Import one) {
    var written = ".".repeat(one.dots()) + one.module();
    boolean inPackage = code.inPackage(file);
    var finding =
        Finding.at(
            Catalogue.ABOVE_ROOT,
            "'from %s import %s' climbs above the folder its packages begin in%s"
                .formatted(
                    written,
                    one.name(),
                    inPackage ? ", where an __init__.py is missing inside a package" : ""),
            written,
            code.path(file),
            one.line());
    // as a part of a namespace it works, as long as it is imported from above
    return inPackage ? finding.with(Severity.WARNING) : finding;
  }

  private static boolean hasName(CodeBase code, int file, String name) {
    return name.startsWith("__") && name.endsWith("__")
        || code.names(file).map(names -> names.contains(name)).orElse(true);
  }

  private static Finding missing(CodeBase code, int file, Import one, int in, String name) {
    return Finding.of(
        Catalogue.UNRESOLVED,
        "'%s' is not in %s".formatted(name, code.module(in)),
        name,
        List.of(new Location(code.path(file), one.line()), new Location(code.path(in), 1)),
        code.path(in));
  }

  /// Attributes of modules that some file sets: `module.name = …`.
  private static Set<String> setFromOutside(CodeBase code) {
    var found = new HashSet<String>();
    for (int i = 0; i < code.files(); i++)
      for (var mark : code.facts(i).marks())
        if (mark.kind() == MarkKind.ATTRIBUTE_SET) found.add(mark.detail());
    return found;
  }

  private static void attributes(
      CodeBase code, int file, Set<String> setFromOutside, List<Finding> found) {
    var modules = importedModules(code, file);
    if (modules.isEmpty()) return;
    for (var mark : code.facts(file).marks()) {
      if (mark.kind() != MarkKind.ATTRIBUTE || setFromOutside.contains(mark.detail())) continue;
      var to = modules.get(mark.subject());
      if (to == null
          || to == file
          || code.mayBeInside(to, mark.detail())
          || hasName(code, to, mark.detail())) continue;
      found.add(unresolved(code, file, mark, to));
    }
  }

  private static Finding unresolved(CodeBase code, int file, Mark mark, int to) {
    return Finding.of(
        Catalogue.UNRESOLVED_ATTRIBUTE,
        "%s.%s: '%s' is not in %s"
            .formatted(mark.subject(), mark.detail(), mark.detail(), code.module(to)),
        mark.detail(),
        List.of(new Location(code.path(file), mark.line()), new Location(code.path(to), 1)),
        code.path(to));
  }

  /// Local names that surely are a module of the tree: bound by one import and unguarded.
  private static Map<String, Integer> importedModules(CodeBase code, int file) {
    var found = new HashMap<String, Integer>();
    var unsure = new HashSet<String>();
    for (var one : code.facts(file).imports()) {
      var local = one.local();
      var to = moduleOf(code, file, one);
      if (to == null || one.guarded()) unsure.add(local);
      else {
        var before = found.put(local, to);
        if (before != null && !before.equals(to)) unsure.add(local);
      }
    }
    found.keySet().removeAll(unsure);
    return found;
  }

  private static @org.jspecify.annotations.Nullable Integer moduleOf(
      CodeBase code, int file, Import one) {
    if (one.all()) return null;
    if (!one.whole()) {
      var inner = code.submodule(file, one);
      // a package may bind the name itself, to something else
      if (inner.isEmpty()
          || code.target(file, one) instanceof Target.File(var to)
              && code.facts(to).names().contains(one.name())) return null;
      return inner.get();
    }
    if (one.alias().isEmpty() && one.module().indexOf('.') >= 0) return null;
    return code.target(file, one) instanceof Target.File(var to) ? to : null;
  }

  private static void exports(CodeBase code, int file, List<Finding> found) {
    for (var mark : code.facts(file).marks()) {
      if (mark.kind() != MarkKind.EXPORT
          || hasName(code, file, mark.subject())
          || code.mayBeInside(file, mark.subject())) continue;
      found.add(
          Finding.at(
              Catalogue.UNDEFINED_EXPORT,
              "__all__ of %s names '%s', which it does not define"
                  .formatted(code.module(file), mark.subject()),
              mark.subject(),
              code.path(file),
              mark.line()));
    }
  }

  /// Files no rule could look into.
  static boolean readable(FileFacts facts) {
    return facts.unreadable().isEmpty();
  }
}
