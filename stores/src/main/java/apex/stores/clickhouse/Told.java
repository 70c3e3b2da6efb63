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

  /// The same from the columns of `calls`.
  static String ofColumns() {
    return String.join(
        " + ",
        ROUTE.bit("route != ''"),
        USER.bit("user_hash != ''"),
        CONVERSATION.bit("conversation != ''"),
        LATENCY.bit("latency_ms >= 0"),
        PREFIX_HASHES.bit("notEmpty(prefix_hashes)"),
        CACHED_TOKENS.bit("cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens > 0"));
  }

  private String bit(String holds) {
    return "toInt64(%s) * %d".formatted(holds, 1 << ordinal());
  }

  /// Counts the calls that told it.
  String count() {
    return "sumIf(sign, bitTest(told, %d))".formatted(ordinal());
  }

  private int when(boolean holds) {
    return holds ? 1 << ordinal() : 0;
  }
}
