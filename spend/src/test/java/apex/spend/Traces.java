package apex.spend;

import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The real usage traces of `shared/data`. A test that asks for one is skipped where it is missing.
public final class Traces {
  private static final Path FOLDER = Path.of("../../shared/data/usage");
  private static final Pattern MOONCAKE =
      Pattern.compile(
          "\"timestamp\": (\\d+), \"input_length\": (\\d+), \"output_length\": (\\d+), \"hash_ids\": \\[([^]]*)]");

  private Traces() {}

  /// Chat calls of an Azure service; provider, model and route are laid over the real rows.
  public static List<Call> azureConversation() {
    return azure("AzureLLMInferenceTrace_conv.csv");
  }

  /// Calls of a coding service, laid over likewise.
  public static List<Call> azureCode() {
    return azure("AzureLLMInferenceTrace_code.csv");
  }

  private static List<Call> azure(String file) {
    return lines(file).stream()
        .skip(1)
        .map(line -> line.strip().split(","))
        .map(row ->
            new Call(
                LocalDateTime.parse(row[0].replace(' ', 'T')).toInstant(ZoneOffset.UTC),
                "openai",
                "gpt-4o",
                "chat",
                "",
                "",
                "ok",
                -1,
                Tokens.of(Long.parseLong(row[1]), Long.parseLong(row[2])),
                List.of()))
        .toList();
  }

  /// Chat calls with prefix hashes; provider, model, route and start are laid over the real rows.
  public static List<Call> mooncake(String provider, String model) {
    var start = Instant.parse("2026-01-01T00:00:00Z");
    return lines("mooncake_conversation_trace.jsonl").stream()
        .map(line -> {
          var row = MOONCAKE.matcher(line);
          if (!row.find()) throw new IllegalArgumentException(line);
          var hashes =
              Stream.of(row.group(4).split(", "))
                  .filter(h -> !h.isEmpty())
                  .map(Long::valueOf)
                  .toList();
          return new Call(
              start.plusMillis(Long.parseLong(row.group(1))),
              provider,
              model,
              "chat",
              "",
              "",
              "ok",
              -1,
              Tokens.of(Long.parseLong(row.group(2)), Long.parseLong(row.group(3))),
              hashes);
        })
        .toList();
  }

  private static List<String> lines(String name) {
    var file = FOLDER.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "the usage trace is not on this machine: " + file);
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
