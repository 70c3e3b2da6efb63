package apex.ops.audit.python;

import apex.ops.audit.facts.ClassFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is open around the place that is read: a class or a function.
abstract sealed class Scope {
  final int name;
  final int token;

  /// Whether its shape is kept: it stands at the top of the module, in no branch.
  final boolean sketched;

  private Scope(int name, int token, boolean sketched) {
    this.name = name;
    this.token = token;
    this.sketched = sketched;
  }

  static final class Function extends Scope {
    final String qualified;

    /// Whether what it returns surely cannot be awaited.
    boolean certain;

    boolean contextManager;
    boolean returnsNothing = true;
    final List<Integer> returned = new ArrayList<>(2);

    /// Local names that hold the result of a call, and of which.
    final Map<Integer, String> made = new HashMap<>(2);

    Function(int name, int token, boolean sketched, String qualified, boolean certain) {
      super(name, token, sketched);
      this.qualified = qualified;
      this.certain = certain;
    }
  }

  static final class Type extends Scope {
    final String qualified;
    final List<String> bases;
    final boolean testLike;

    /// Whether its methods may be replaced by some that can be awaited.
    final boolean mayAwait;

    boolean open;
    final Map<String, Integer> methodLines = new LinkedHashMap<>();
    final Set<String> replaceable = new HashSet<>(2);
    final Set<String> entered = new HashSet<>(2);
    final Set<String> called = new HashSet<>();
    final Set<ClassFacts.Store> stores = new LinkedHashSet<>();
    final Map<String, ClassFacts.Use> uses = new LinkedHashMap<>(2);
    final List<String> members = new ArrayList<>();

    Type(
        int name,
        int token,
        boolean sketched,
        String qualified,
        List<String> bases,
        boolean testLike,
        boolean mayAwait) {
      super(name, token, sketched);
      this.qualified = qualified;
      this.bases = bases;
      this.testLike = testLike;
      this.mayAwait = mayAwait;
    }

    ClassFacts facts(int line) {
      return new ClassFacts(
          qualified,
          line,
          bases,
          open
              || methodLines.containsKey("__getattr__")
              || methodLines.containsKey("__getattribute__"),
          List.copyOf(methodLines.keySet()),
          entered.stream().sorted().toList(),
          called.stream().sorted().toList(),
          List.copyOf(stores),
          List.copyOf(uses.values()));
    }
  }
}
