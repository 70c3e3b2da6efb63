package apex.ops.audit.rule;

import apex.ops.audit.config.AuditConfig;
import apex.ops.audit.facts.Import;
import java.util.ArrayList;
import java.util.List;

/// Dependencies that the configuration forbids, and layers it orders. A dependency is what a file
/// imports, in the tree or not.
public final class Dependencies implements Check {
  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    if (code.config().forbidden().isEmpty() && code.config().layers().isEmpty()) return found;
    for (int i = 0; i < code.files(); i++)
      for (var one : code.facts(i).imports()) {
        var to = name(code, i, one);
        forbidden(code, i, one, to, found);
        layers(code, i, one, to, found);
      }
    return found;
  }

  private static String name(CodeBase code, int file, Import one) {
    var module = code.absolute(file, one).orElse("");
    return one.whole() || one.all() ? module : module + "." + one.name();
  }

  private static void forbidden(
      CodeBase code, int file, Import one, String to, List<Finding> found) {
    var from = code.module(file);
    for (var rule : code.config().forbidden()) {
      if (!any(rule.from(), from)
          || !any(rule.to(), to)
          || any(rule.except(), from)
          || any(rule.except(), to)) continue;
      var because = rule.because().isEmpty() ? "" : ": " + rule.because();
      found.add(
          Finding.of(
              Catalogue.FORBIDDEN,
              "%s may not use %s%s".formatted(from, to, because),
              to,
              List.of(new Location(code.path(file), one.line())),
              ""));
    }
  }

  private static void layers(CodeBase code, int file, Import one, String to, List<Finding> found) {
    var from = code.module(file);
    for (var layers : code.config().layers()) {
      var mine = layer(layers, from);
      var its = layer(layers, to);
      if (mine < 0
          || its < 0
          || mine < its
          || mine == its && sameEntry(layers.order().get(mine), from, to)) continue;
      found.add(
          Finding.of(
              Catalogue.LAYER,
              "%s: %s may not use %s, which lies %s it"
                  .formatted(layers.name(), from, to, mine == its ? "beside" : "above"),
              to,
              List.of(new Location(code.path(file), one.line())),
              ""));
    }
  }

  private static int layer(AuditConfig.Layers layers, String name) {
    for (int i = 0; i < layers.order().size(); i++) if (any(layers.order().get(i), name)) return i;
    return -1;
  }

  private static boolean sameEntry(List<String> entries, String from, String to) {
    return entries.stream()
        .anyMatch(entry -> AuditConfig.within(from, entry) && AuditConfig.within(to, entry));
  }

  private static boolean any(List<String> packages, String name) {
    return packages.stream().anyMatch(package_ -> AuditConfig.within(name, package_));
  }
}
