package apex.stores.clickhouse;

import apex.spend.usage.Call;

/// What a call told about itself, as bits beside its cost, so that counting needs no other table.
enum Told {
  ROUTE,
  USER,
  CONVERSATION,
  LATENCY,
  PREFIX_HASHES,
  CACHED_TOKENS;

  static int of(Call call) {
    var tokens = call.tokens();
    return ROUTE.when(!call.route().isEmpty())
        | USER.when(!call.user().isEmpty())
        | CONVERSATION.when(!call.conversation().isEmpty())
        | LATENCY.when(call.latencyMs() >= 0)
        | PREFIX_HASHES.when(!call.prefixHashes().isEmpty())
        | CACHED_TOKENS.when(tokens.uncachedInput() < tokens.input());
  }

  /// Counts the calls that told it.
  String count() {
    return "sumIf(sign, bitTest(told, %d))".formatted(ordinal());
  }

  private int when(boolean holds) {
    return holds ? 1 << ordinal() : 0;
  }
}
