package apex.backend.ingestion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
  PREFIX_HASHES,
  RESPONSE_ID,
  SERVICE_TIER,
  REQUESTS,
  REPORTED_COST_USD,
  ENVIRONMENT,
  OPERATION,
  FINISH_REASON,
  PROMPT_HASH;

  static String accepted() {
    return Arrays.stream(values()).map(UsageColumn::word).collect(Collectors.joining(", "));
  }

  static List<String> words() {
    return Arrays.stream(values()).map(UsageColumn::word).toList();
  }

  static Optional<UsageColumn> named(String word) {
    return Arrays.stream(values()).filter(column -> column.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
