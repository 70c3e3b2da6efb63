package apex.backend.ingestion;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a row of usage can tell, by the names the documentation gives.
enum UsageColumn {
  TIMESTAMP,
  PROVIDER,
  MODEL,
  ROUTE,
  USER,
  CONVERSATION_ID,
  INPUT_TOKENS,
  CACHE_READ_TOKENS,
  CACHE_WRITE_5M_TOKENS,
  CACHE_WRITE_1H_TOKENS,
  OUTPUT_TOKENS,
  REASONING_TOKENS,
  LATENCY_MS,
  STATUS,
  PREFIX_HASHES;

  static String accepted() {
    return Arrays.stream(values()).map(UsageColumn::word).collect(Collectors.joining(", "));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
