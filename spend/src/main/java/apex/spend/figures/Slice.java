package apex.spend.figures;

import java.util.List;

/// Which calls a question is about: a period, narrowed to the named ones. An empty list means all.
public record Slice(
    Period period, List<String> providers, List<String> models, List<String> routes) {
  public Slice {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    routes = List.copyOf(routes);
  }

  public static Slice all(Period period) {
    return new Slice(period, List.of(), List.of(), List.of());
  }
}
