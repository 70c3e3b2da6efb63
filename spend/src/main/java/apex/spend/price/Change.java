package apex.spend.price;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One model whose list price differs between two instants.
///
/// @param announced the price begins after the book's own day: it was announced, not yet seen
public record Change(String provider, String model, Price before, Price after, boolean announced) {

  /// The kinds of token whose price differs: before and after, empty where there is none.
  public Map<String, Step> steps() {
    var was = before.rates().byKind();
    var will = after.rates().byKind();
    var kinds = new LinkedHashMap<String, Step>();
    for (var kind : new TreeSet<>(union(was.keySet(), will.keySet()))) {
      var step = new Step(Optional.ofNullable(was.get(kind)), Optional.ofNullable(will.get(kind)));
      if (!step.before.equals(step.after)) kinds.put(kind, step);
    }
    return kinds;
  }

  /// @param before US dollars per million tokens
  public record Step(Optional<Tiered> before, Optional<Tiered> after) {}

  private static Set<String> union(Set<String> one, Set<String> other) {
    var all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }
}
