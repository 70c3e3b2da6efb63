package apex.ops.audit.rule;

import java.util.Comparator;
import java.util.List;

/// Something a rule found.
///
/// @param symbol what it is about: a name, a module
/// @param locations where, the one to look at first in front
/// @param keys by which a baseline knows it; it is known when all of them are
public record Finding(
    String rule,
    Severity severity,
    String message,
    String symbol,
    List<Location> locations,
    String fix,
    List<Key> keys) {
  /// By place, so that the order says nothing of how they were found.
  public static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity)
          .thenComparing(Finding::rule)
          .thenComparing(finding -> finding.locations.getFirst().path())
          .thenComparing(finding -> finding.locations.getFirst().line())
          .thenComparing(Finding::symbol)
          .thenComparing(Finding::message);

  public Finding {
    locations = locations.stream().distinct().toList();
    keys = keys.stream().sorted(Key.ORDER).distinct().toList();
    if (locations.isEmpty() || keys.isEmpty())
      throw new IllegalArgumentException("a finding has a place and a key: " + rule);
  }

  /// With one place, under its rule's own severity and fix.
  public static Finding at(Rule rule, String message, String symbol, String path, int line) {
    return of(rule, message, symbol, List.of(new Location(path, line)), "");
  }

  /// Known by its first place's file, the file `to` and its symbol.
  public static Finding of(
      Rule rule, String message, String symbol, List<Location> locations, String to) {
    var key = new Key(rule.id(), locations.getFirst().path(), to, symbol);
    return new Finding(
        rule.id(), rule.severity(), message, symbol, locations, rule.fix(), List.of(key));
  }

  public Finding with(Severity other) {
    return new Finding(rule, other, message, symbol, locations, fix, keys);
  }

  public Finding knownBy(List<Key> others) {
    return new Finding(rule, severity, message, symbol, locations, fix, others);
  }
}
