package apex.spend.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Whether a figure, computed again, is the same, and if not, which input changed.
public sealed interface Proof {
  /// The same value from the same inputs.
  record Holds(String value) implements Proof {}

  /// @param is empty when there is nothing left to compute it from
  /// @param because each input that changed, in words; empty would be a bug of ours, and says so
  record Differs(String was, Optional<String> is, List<String> because) implements Proof {
    public Differs {
      because = List.copyOf(because);
    }
  }

  /// @param was the evidence as answered
  /// @param now the same figure, computed again from figures read again
  static Proof compare(Evidence was, Evidence now) {
    var because = new ArrayList<String>();
    changed(because, "template", was.template(), now.template());
    changed(because, "parameters", was.parameters(), now.parameters());
    changed(because, "price book", was.priceBook(), now.priceBook());
    changed(because, "rows", was.inputSet().rows(), now.inputSet().rows());
    changed(because, "hash of the rows", was.inputSet().hash(), now.inputSet().hash());
    changed(because, "formula", was.formula(), now.formula());
    if (because.isEmpty() && was.value().equals(now.value())) return new Holds(now.value());
    if (because.isEmpty()) because.add("nothing that we record: this is a bug, please report it");
    return new Differs(was.value(), Optional.of(now.value()), because);
  }

  private static void changed(List<String> because, String what, Object was, Object now) {
    if (!Objects.equals(was, now)) because.add("%s: was %s, is %s".formatted(what, was, now));
  }
}
