package apex.backend.agents.triage;

import java.util.ArrayList;
import java.util.List;

/// Which calls a question is about. An empty list means all.
public record Filters(List<String> models, List<String> routes, List<String> providers) {
  public static final Filters NONE = new Filters(List.of(), List.of(), List.of());

  public Filters {
    models = List.copyOf(models);
    routes = List.copyOf(routes);
    providers = List.copyOf(providers);
  }

  public boolean none() {
    return models.isEmpty() && routes.isEmpty() && providers.isEmpty();
  }

  /// `model gpt-4o; route chat`, or `everything`.
  public String words() {
    var parts = new ArrayList<String>();
    if (!models.isEmpty()) parts.add("model " + String.join(", ", models));
    if (!routes.isEmpty()) parts.add("route " + String.join(", ", routes));
    if (!providers.isEmpty()) parts.add("provider " + String.join(", ", providers));
    return parts.isEmpty() ? "everything" : String.join("; ", parts);
  }
}
