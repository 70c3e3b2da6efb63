package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.backend.ingestion.otlp.SpanShapes;
import apex.backend.ingestion.otlp.SpanShapes.Shape;
import apex.edge.json.Json;
import apex.spend.action.BudgetGate;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Spans that tell their requests, over HTTP into a whole backend: what they repeat and what nobody
/// waited for is found, and what they said is kept nowhere.
class TelemetryFindingsTest {
  private static final String QUESTION = "What did we spend and how do we spend less?";
  private final RunningBackend house = RunningBackend.shared();

  @TempDir Path folder;

  @Test
  void aPromptAskedTwiceAndAnAnswerGivenUpAreFoundFromTelemetryAlone() throws Exception {
    var asha = house.someone();
    var at = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    var spans = new ArrayList<String>();
    for (int i = 0; i < 40; i++)
      spans.add(
          SpanShapes.request(Shape.CONVENTIONS, "Question " + i, at.plusSeconds(i), Map.of()));
    spans.add(SpanShapes.request(Shape.CONVENTIONS, "Question 7", at.plusSeconds(60), Map.of()));
    spans.add(
        SpanShapes.request(
            Shape.CONVENTIONS,
            "Something long",
            at.plusSeconds(70),
            Map.of("gen_ai.response.finish_reasons", List.of("cancelled"))));
    spans.forEach(span -> send(asha, span));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> asha.get("/api/spend").path("calls").asLong() == spans.size());

    var result = ask(asha);
    assertThat(finding(result, "exact_duplicates").path("details").path("calls").asLong())
        .isEqualTo(1);
    var given = finding(result, "wasted_calls").path("details");
    assertThat(given.path("reason").asString()).isEqualTo("abandoned");
    assertThat(given.path("calls").asLong()).isEqualTo(1);
    // 42 calls report 0.00125 each; kept beside ours, added to nothing
    assertThat(asha.get("/api/spend").path("reported").path("usd").asString())
        .isEqualTo("0.052500");
    assertThat(Json.write(result)).doesNotContain("Question 7").doesNotContain("Something long");
    assertGate(asha, at);
  }

  /// The gate that an action hands out, against this backend: 42 calls of 0.0026 US dollars.
  private void assertGate(Person asha, Instant from) throws IOException, InterruptedException {
    if (gate(List.of("sh", "-c", "command -v curl"), Map.of()) != 0) return;
    var script =
        Files.writeString(
            folder.resolve("gate.sh"), new BudgetGate(BigDecimal.ONE).script("gate.sh").content());
    var command = List.of("sh", script.toString());
    var house =
        Map.of(
            "APEX_URL", "http://" + asha.house(),
            "APEX_TOKEN", asha.token(),
            "SPEND_FROM", from.toString());
    assertThat(gate(command, with(house, "BUDGET_USD", "0.1092"))).isZero();
    assertThat(gate(command, with(house, "BUDGET_USD", "0.1091"))).isEqualTo(1);
    assertThat(gate(command, with(house, "APEX_TOKEN", "nobody"))).isEqualTo(3);
  }

  private static Map<String, String> with(Map<String, String> house, String name, String value) {
    var all = new HashMap<>(house);
    all.put(name, value);
    return all;
  }

  private static int gate(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().putAll(environment);
    var started = process.start();
    started.getOutputStream().close();
    var said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(started.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
    return started.exitValue();
  }

  private static void send(Person sender, String span) {
    var key = key(sender);
    var answer =
        new Person(sender.identity(), key, sender.house()).send("POST", "/v1/traces", span);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

  private static String key(Person owner) {
    return KEYS.computeIfAbsent(
        owner.token(),
        _ ->
            Json.tree(owner.send("POST", "/api/keys", "{\"name\":\"spans\"}").body())
                .path("key")
                .asString());
  }

  private static JsonNode ask(Person person) {
    try (var line = person.connect()) {
      return line.end(line.ask(QUESTION)).path("data").path("result");
    }
  }

  private static JsonNode finding(JsonNode result, String kind) {
    for (var finding : result.path("findings"))
      if (finding.path("kind").asString().equals(kind)) return finding;
    throw new AssertionError("no finding " + kind + " in " + result.path("findings"));
  }
}
