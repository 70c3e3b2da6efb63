package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import apex.kernel.environment.Secret;
import apex.ops.chat.Answer;
import apex.ops.chat.WireEvent;
import apex.ops.goldenpath.GoldenPath;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.HouseFolder;
import apex.ops.protocol.Shapes;
import apex.ops.terminal.Terminal;
import apex.ops.view.AnswerView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// One demo as a person starts it, and what may be expected of its house while it is up.
class DemoTest {
  @TempDir static Path home;
  static Launched demo;

  @BeforeAll
  static void start() throws IOException {
    demo = Launched.start(home, "demo", "--json").until("It stays up until Ctrl-C");
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @Test
  void standardOutputIsTheEventsThenTheResult() {
    var lines = demo.out();
    for (var event : lines.subList(0, lines.size() - 1))
      assertThat(Shapes.faults("run_event", event)).as(event).isEmpty();
    assertThat(Shapes.faults("demo_result", lines.getLast())).isEmpty();
  }

  @Test
  void theAnswerIsAboutTheWholeSample() {
    var result = Json.tree(demo.out().getLast());
    assertThat(result.path("type").asString()).isEqualTo("demo_result");
    assertThat(result.path("calls").asLong()).isEqualTo(30_000);
    assertThat(result.path("sample").asBoolean()).isTrue();
    assertThat(result.path("status").asString()).isEqualTo("completed");
    assertThat(result.path("events").asInt()).isEqualTo(demo.out().size() - 1);
  }

  @Test
  void theAnswerIsReadInAMinute() {
    var result = Json.tree(demo.out().getLast());
    var text = result.path("answer_markdown").asString();
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(6_000);
    assertThat(onATerminal(text)).hasSizeLessThanOrEqualTo(64);
    assertThat(result.path("findings").size()).isGreaterThan(20);
    assertThat(text).contains("./apex report " + result.path("run_id").asString());
  }

  /// As a person sees it, eighty columns wide.
  private static List<String> onATerminal(String markdown) {
    var out = new ByteArrayOutputStream();
    var to = new PrintStream(out, true, StandardCharsets.UTF_8);
    var terminal = new Terminal(to, to, InputStream.nullInputStream(), false, false, false, 80);
    var data = Json.tree(Map.of("result", Map.of("answer_markdown", markdown)));
    var last = new WireEvent("agent_completed", "workflow", 1, "r", "t", "", data, "");
    new AnswerView(terminal)
        .print(new Answer("r", "t", last, 1, Duration.ofMillis(1), Duration.ofMillis(1), 0));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void theGoldenPathHoldsInIt() {
    var folder = new HouseFolder(home.resolve("demo"));
    var owner = folder.credentials().orElseThrow().credentials();
    try (var client = HouseClient.at(folder.backend().orElseThrow())) {
      var stranger = new Credentials("stranger@apex.local", new Secret("another long password 17"));
      client.register(stranger, Optional.empty());
      var report =
          new GoldenPath(
                  client, owner, Optional.of(stranger), GoldenPath.QUESTION, GoldenPath.BUDGET)
              .walk();
      assertThat(report.passed()).as(report.checks().toString()).isTrue();
    }
  }

  @Test
  void itTellsWhereItIsWithoutASecret() throws IOException {
    var text = Files.readString(home.resolve("demo/house.json"));
    assertThat(Shapes.faults("house", text)).isEmpty();
    for (var secret : secrets()) assertThat(text).doesNotContain(secret);
  }

  @Test
  void noSecretStandsInTheArgumentsOfAnyProcess() throws IOException {
    var arguments = new StringBuilder();
    ProcessHandle.allProcesses()
        .forEach(process -> process.info().commandLine().ifPresent(arguments::append));
    for (var secret : secrets()) assertThat(arguments.indexOf(secret)).isNegative();
  }

  @Test
  void theSignInIsForItsOwnerOnly() throws IOException {
    var mode = Files.getPosixFilePermissions(home.resolve("demo/credentials.json"));
    assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
  }

  @Test
  void statusShowsEveryPart() throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> status().path("status").asString().equals("healthy"));
    assertThat(status().path("parts").valueStream().map(part -> part.path("name").asString()))
        .containsExactly("launcher", "postgres", "redis", "clickhouse", "auth", "backend");
  }

  @Test
  void aKilledServiceIsStartedAgain() throws Exception {
    var before = pid("auth");
    assertThat(before).isPositive();
    new ProcessBuilder("kill", "-9", "" + before).start().waitFor();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> pid("auth") != before && demo.all().contains("auth runs again"));
    assertThat(demo.err())
        .anyMatch(line -> line.contains("auth ended unasked with code 137; starting it again in"));
  }

  @Test
  void aSecondDemoOnTheSameHomeIsRefusedInOneSentence() throws Exception {
    var second = Launched.start(home, "demo", "--exit", "--json");
    assertThat(second.exitCode()).isEqualTo(3);
    assertThat(second.out()).isEmpty();
    assertThat(second.err())
        .anyMatch(
            line -> line.endsWith("is already up: process %d holds it".formatted(demo.pid())));
  }

  private static JsonNode status() throws IOException, InterruptedException {
    var launched = Launched.start(home, "status", "--json");
    launched.exitCode();
    var line = launched.out().getFirst();
    assertThat(Shapes.faults("status", line)).isEmpty();
    return Json.tree(line);
  }

  private static long pid(String part) throws IOException {
    var note = Json.tree(Files.readString(home.resolve("demo/house.json")));
    return note.path("pids").path(part).asLong();
  }

  private static List<String> secrets() throws IOException {
    var kept = Json.tree(Files.readString(home.resolve("demo/secrets.json")));
    var owner = Json.tree(Files.readString(home.resolve("demo/credentials.json")));
    return Stream.concat(
            kept.valueStream().map(JsonNode::asString),
            Stream.of(owner.path("password").asString()))
        .toList();
  }
}
