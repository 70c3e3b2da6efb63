package apex.ops.audit.facts;

import java.util.Set;

/// What rule packs ask for, so that only that is kept.
///
/// @param calls names of functions and methods whose calls count
/// @param parameters names of functions whose parameters count
public record Watch(Set<String> calls, Set<String> parameters) {
  public Watch {
    calls = Set.copyOf(calls);
    parameters = Set.copyOf(parameters);
  }
}
