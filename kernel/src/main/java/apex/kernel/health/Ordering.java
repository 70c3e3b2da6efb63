package apex.kernel.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts services in an order in which each stands after what it leans on, otherwise as given.
final class Ordering {
  private final Map<String, Service> byName = new LinkedHashMap<>();
  private final LinkedHashSet<Service> placed = new LinkedHashSet<>();

  Ordering(Collection<Service> services) {
    for (var service : services)
      if (byName.put(service.name(), service) != null)
        throw new IllegalArgumentException(service.name() + " stands twice");
  }

  List<Service> ordered() {
    for (var service : byName.values()) place(service, new ArrayList<>());
    return List.copyOf(placed);
  }

  private void place(Service service, List<String> under) {
    if (placed.contains(service)) return;
    refuseCircle(service.name(), under);
    under.add(service.name());
    DependencyGraph.leansOn(service).forEach(name -> place(known(service, name), under));
    under.removeLast();
    placed.add(service);
  }

  private static void refuseCircle(String name, List<String> under) {
    int at = under.indexOf(name);
    if (at < 0) return;
    var circle = new ArrayList<>(under.subList(at, under.size()));
    circle.add(name);
    throw new IllegalArgumentException("a circle: " + String.join(" -> ", circle));
  }

  private Service known(Service service, String name) {
    return Optional.ofNullable(byName.get(name))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s leans on %s, which is not among the services".formatted(service.name(), name)));
  }
}
