package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import apex.ops.house.HouseClient;
import apex.ops.house.HouseFolder;
import apex.ops.house.UsageImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A house of one's own over the worst that can happen to its launcher.
class UpTest {
  private static final String ROW =
      """
      {"timestamp":"2026-01-02T03:04:05Z","provider":"openai","model":"gpt-4o","route":"chat","input_tokens":1000,"output_tokens":10}
      """;

  @TempDir Path home;

  @Test
  void whatWasAcknowledgedSurvivesKillDashNineOfTheLauncherAndNoProcessStays() throws Exception {
    var first = Launched.start(home, "up").until("Netra Apex is ready");
    assertThat(imported()).isEqualTo("accepted 1, duplicate 0");
    var left = pids();
    assertThat(left).hasSize(6);
    first.kill();

    try (var second = Launched.start(home, "up").until("Netra Apex is ready")) {
      assertThat(imported()).isEqualTo("accepted 0, duplicate 1");
      await().atMost(Duration.ofSeconds(20)).until(() -> left.stream().noneMatch(UpTest::alive));
      var now = pids();
      assertThat(Launched.start(home, "down").exitCode()).isZero();
      assertThat(now).noneMatch(UpTest::alive);
      assertThat(second.exitCode()).isEqualTo(143);
    }
    assertThat(home.resolve("house.json")).doesNotExist();
  }

  private String imported() {
    var folder = new HouseFolder(home);
    try (var client = HouseClient.at(folder.backend().orElseThrow());
        var session = client.signIn(folder.credentials().orElseThrow().credentials())) {
      var file = new ByteArrayInputStream(ROW.getBytes(StandardCharsets.UTF_8));
      var reply = UsageImport.automatic().send(session, "one.jsonl", file, moved -> {}).tree();
      return "accepted %d, duplicate %d"
          .formatted(reply.path("accepted").asLong(), reply.path("duplicate").asLong());
    }
  }

  private List<Long> pids() throws IOException {
    var note = Json.tree(Files.readString(home.resolve("house.json")));
    return note.path("pids").valueStream().map(pid -> pid.asLong()).toList();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
