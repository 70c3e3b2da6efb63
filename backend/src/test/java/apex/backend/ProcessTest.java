package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.identity.Identity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The backend as a process of its own.
class ProcessTest {
  private final RunningBackend house = RunningBackend.shared();

  @Test
  void theProcessSaysWhenItListensAnswersAndStopsInOrder() throws Exception {
    var began = System.nanoTime();
    var process = start(house.settings());
    try {
      var ready = process.inputReader().readLine();
      var start = millis(began);
      assertThat(ready).startsWith("READY {\"service\":\"backend\",\"port\":");
      var asha = person(house.someone().identity(), ready.replaceAll("\\D", ""));
      asha.imports(Usage.csv(100), "provider=openai&model=gpt-4o&route=chat");
      var latencies = ask(asha, 20);
      System.out.printf(
          "backend process: READY after %d ms, %d MiB resident, %s%n",
          start, residentMiB(process.pid()), latencies);
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.inputReader().readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aWrongSettingStopsItAndIsNamed() throws Exception {
    var settings = new HashMap<>(house.settings());
    settings.put("SOCKETS_PER_USER", "0");
    var process = start(settings);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(text(process.errorReader())).contains("SOCKETS_PER_USER must be 1 to 1000, was 0");
  }

  @Test
  void withoutPostgresItSaysSoAndEnds() throws Exception {
    var settings = new HashMap<>(house.settings());
    settings.put("POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/apex");
    settings.put("POSTGRES_PATIENCE", "PT0.5S");
    settings.put("APEX_STAGE", "production");
    var process = start(settings);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
    var log = text(process.errorReader());
    assertThat(log).contains("PostgreSQL");
    assertThat(log.lines()).as("one JSON object a line").allMatch(line -> line.startsWith("{"));
  }

  private static String ask(Person person, int times) {
    var first = new ArrayList<Long>();
    var whole = new ArrayList<Long>();
    try (var line = person.connect()) {
      for (int i = 0; i < times; i++) {
        var began = System.nanoTime();
        line.tell(GoldenPathTest.QUESTION, "m" + i, java.util.Optional.empty());
        var run = line.accepted("m" + i).path("run_id").asString();
        line.until(frame -> frame.has("seq") && frame.path("run_id").asString().equals(run));
        first.add(millis(began));
        line.end(run);
        whole.add(millis(began));
      }
    }
    return "first event %s ms, whole answer %s ms".formatted(spread(first), spread(whole));
  }

  private static String spread(List<Long> millis) {
    var sorted = millis.stream().sorted().toList();
    return "p50 %d, max %d".formatted(sorted.get(sorted.size() / 2), sorted.getLast());
  }

  private Person person(Identity identity, String port) {
    return new Person(identity, house.auth.token(identity), "127.0.0.1:" + port);
  }

  private static Process start(Map<String, String> settings) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().putAll(settings);
    return builder.start();
  }

  private static String text(BufferedReader reader) {
    return String.join("\n", reader.lines().toList());
  }

  private static long millis(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis();
  }

  private static long residentMiB(long pid) throws IOException {
    var status = Path.of("/proc/" + pid + "/status");
    if (!Files.exists(status)) return -1;
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1);
  }
}
