package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenTelemetry's SDK for Node, from npm, sends over the wire in both forms. The packages are
/// fetched the first time.
class OtlpNodeTest {
  private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();

  @BeforeAll
  static void install() throws Exception {
    if (Files.exists(SOURCE.resolve("node_modules/.package-lock.json"))) return;
    run(List.of("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proto", "json"})
  void whatTheSdkSendsIsCountedAndPriced(String form) throws Exception {
    try (var house = new TelemetryHouse()) {
      var sender = house.sender();
      run(List.of("node", "send.mjs", house.url(), sender.key(), form, "120"));
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(sender.calls()).isEqualTo(120));
      // 120 calls of gpt-4o: 1,000 in at 2.50 and 100 out at 10 a million each: 0.0035 a call
      assertThat(sender.get("/api/spend").path("total_cost_usd").asString()).isEqualTo("0.420000");
      assertThat(sender.ledger("any(service), any(scope), uniqExact(trace_id)"))
          .isEqualTo("node-shop\tnode.llm\t120");
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(SOURCE.toFile()).redirectErrorStream(true).start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
