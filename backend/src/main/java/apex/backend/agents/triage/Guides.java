package apex.backend.agents.triage;

import apex.backend.agents.triage.Sufficiency.Guide;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What to send and how. Every snippet runs as it stands in the folder of `./apex`.
final class Guides {
  private Guides() {}

  /// For a workspace without usage.
  static List<Guide> firstUsage(Instant now) {
    return List.of(
        new Guide("Try it with two lines", jsonl(now, "")),
        new Guide(
            "Import a CSV with the columns timestamp, input_tokens and output_tokens",
            """
            ./apex import usage.csv --provider openai --model gpt-4o --route chat
            """));
  }

  /// So that prompt caching can be computed: equal prefixes must be visible.
  static Guide prefixHashes(Instant now) {
    return new Guide(
        "Send prefix_hashes: one number for each whole block of 512 prompt tokens, equal where the"
            + " prompt is equal up to there",
        jsonl(now, ",\"prefix_hashes\":[101,102]"));
  }

  private static String jsonl(Instant now, String more) {
    var first = now.minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    return """
    cat > usage.jsonl <<'END'
    %s
    %s
    END
    ./apex import usage.jsonl
    """
        .formatted(line(first, more), line(first.plusSeconds(60), more));
  }

  private static String line(Instant at, String more) {
    return ("{\"timestamp\":\"%s\",\"provider\":\"openai\",\"model\":\"gpt-4o\",\"route\":\"chat\","
            + "\"input_tokens\":1200,\"output_tokens\":300%s}")
        .formatted(at, more);
  }
}
