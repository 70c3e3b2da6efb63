package apex.ops.audit.facts;

import java.util.List;

/// What a class says of itself.
///
/// @param name qualified by the classes around it: `Outer.Inner`
/// @param bases as written, dotted; `?` for one that is not a plain name
/// @param open whether attributes may come from elsewhere: `setattr`, `__getattr__`, a decorator
/// @param methods names of the methods
/// @param entered methods that something outside calls: decorated ones
/// @param called methods it names itself: `self.m`, `super().m`
/// @param stores which method sets which attribute; an empty method means the class body
/// @param uses attributes its methods read; kept only for what looks like a test
public record ClassFacts(
    String name,
    int line,
    List<String> bases,
    boolean open,
    List<String> methods,
    List<String> entered,
    List<String> called,
    List<Store> stores,
    List<Use> uses) {
  public ClassFacts {
    bases = List.copyOf(bases);
    methods = List.copyOf(methods);
    entered = List.copyOf(entered);
    called = List.copyOf(called);
    stores = List.copyOf(stores);
    uses = List.copyOf(uses);
  }

  public record Store(String method, String attribute) {}

  public record Use(String method, String attribute, int line) {}
}
