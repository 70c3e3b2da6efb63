package apex.spend.figures;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a workspace has sent, by which triage decides what can be answered. Each count is of calls.
///
/// @param calls in the slice
/// @param first and `last`: empty when there is no call
/// @param withRoute calls that name a route
/// @param withUser calls that name a user
/// @param withConversation calls that name a conversation
/// @param withLatency calls that tell their latency
/// @param withPrefixHashes calls whose prompt can be replayed
/// @param withCachedTokens calls that report cache reads or writes
/// @param failed calls whose status is not `ok`
/// @param providers distinct names, the most used first, at most 100
/// @param models distinct names, the most used first, at most 100
/// @param routes distinct names, the most used first, at most 100
/// @param days distinct days of the period's zone that have a call
public record DataShape(
    long calls,
    Optional<Instant> first,
    Optional<Instant> last,
    long withRoute,
    long withUser,
    long withConversation,
    long withLatency,
    long withPrefixHashes,
    long withCachedTokens,
    long failed,
    List<String> providers,
    List<String> models,
    List<String> routes,
    long days) {
  public DataShape {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    routes = List.copyOf(routes);
  }

  public double prefixShare() {
    return calls == 0 ? 0 : (double) withPrefixHashes / calls;
  }
}
