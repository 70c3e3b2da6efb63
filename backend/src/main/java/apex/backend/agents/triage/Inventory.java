package apex.backend.agents.triage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What usage a workspace holds, seen from outside: enough to sort a question, no figure.
///
/// @param calls all there are
/// @param withPrefixHashes calls that tell their prompt's prefixes, which caching is computed from
/// @param unpriced calls that no price was found for
/// @param span first and last call; empty when there is none
public record Inventory(
    long calls,
    long withPrefixHashes,
    long unpriced,
    Optional<Span> span,
    List<String> models,
    List<String> routes,
    List<String> providers) {

  /// The times of the first and the last call.
  public record Span(Instant first, Instant last) {}

  public static final Inventory NOTHING =
      new Inventory(0, 0, 0, Optional.empty(), List.of(), List.of(), List.of());

  public Inventory {
    models = List.copyOf(models);
    routes = List.copyOf(routes);
    providers = List.copyOf(providers);
  }
}
