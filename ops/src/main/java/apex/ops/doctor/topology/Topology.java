package apex.ops.doctor.topology;

import apex.kernel.health.DependencyGraph;
import java.util.List;
import java.util.Optional;

/// The services of a system, each after those it leans on.
///
/// @param origin where this was read, for people
public record Topology(String origin, List<Target> targets) {
  /// Most services of one system.
  static final int TARGETS_MAX = 200;

  /// @throws IllegalArgumentException when they lean on each other in a circle, or on nobody known
  public Topology {
    var order = DependencyGraph.of(targets.stream().map(Target::place).toList());
    var given = List.copyOf(targets);
    targets =
        order.services().stream()
            .map(place ->
                given.stream().filter(t -> t.name().equals(place.name())).findFirst().orElseThrow())
            .toList();
  }

  public Optional<Target> find(String name) {
    return targets.stream().filter(target -> target.name().equals(name)).findFirst();
  }

  /// Those that require or use `name`.
  public List<Target> dependants(String name) {
    return targets.stream().filter(target -> target.leansOn(name)).toList();
  }
}
