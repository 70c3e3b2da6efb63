package apex.spend.usage;

import java.time.Instant;
import java.util.List;

/// One call of a language model: the canonical row that everything is computed from. A text that
/// was not told is empty, never null.
///
/// @param at when it was made, UTC, nanosecond precision
/// @param provider as in the price book, such as `openai`
/// @param model as the emitter named it
/// @param route the feature that made the call, such as `chat`
/// @param user who caused it, as told; stores keep only a keyed hash
/// @param conversation the emitter's conversation id
/// @param status `ok` or `error`, or the emitter's own word
/// @param latencyMs milliseconds, -1 when not told
/// @param prefixHashes one for each 512-token block of the prompt; an equal hash means an equal
///   prefix up to there
/// @param serviceTier under which terms the provider worked, in its own word, such as `batch`,
///   `flex` or `priority`; empty for the ordinary ones. `local_cache`: it was not asked at all
public record Call(
    Instant at,
    String provider,
    String model,
    String route,
    String user,
    String conversation,
    String status,
    long latencyMs,
    Tokens tokens,
    List<Long> prefixHashes,
    String serviceTier) {
  public Call {
    prefixHashes = List.copyOf(prefixHashes);
  }

  /// Under ordinary terms.
  public Call(
      Instant at,
      String provider,
      String model,
      String route,
      String user,
      String conversation,
      String status,
      long latencyMs,
      Tokens tokens,
      List<Long> prefixHashes) {
    this(
        at,
        provider,
        model,
        route,
        user,
        conversation,
        status,
        latencyMs,
        tokens,
        prefixHashes,
        "");
  }
}
