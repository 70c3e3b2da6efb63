package apex.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
  @TempDir Path home;

  private final Stores.Keys keys = Stores.Keys.fresh();
  private final List<String> news = new CopyOnWriteArrayList<>();

  @Test
  void allThreeRunAndStopLeavingNoProcess() throws SQLException {
    List<Long> pids;
    try (var stores = started()) {
      pids = stores.parts().stream().map(part -> part.child().pid()).toList();
      assertThat(stores.parts())
          .extracting(Part::name)
          .containsExactly("postgres", "redis", "clickhouse");
      count(stores, "select 1");
    }
    assertThat(pids).noneMatch(StoresTest::alive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "redis", "clickhouse"})
  void aKilledStoreIsStartedAgainOnItsPort(String name) {
    try (var stores = started()) {
      var before = part(stores, name);
      StopSignal.KILL.send(before.child().pid());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              part(stores, name) != before
                  && news.stream().anyMatch(n -> n.endsWith("runs again")));
      assertThat(part(stores, name).port()).isEqualTo(before.port());
      assertThat(news)
          .anyMatch(
              line -> line.matches(".* ended unasked with code 137; starting it again in \\d+ ms"));
    }
  }

  @Test
  void dataSurvivesAStop() throws SQLException {
    try (var stores = started()) {
      count(stores, "create table kept as select 1 as x; select 1");
    }
    try (var stores = started()) {
      assertThat(count(stores, "select count(*) from kept")).isEqualTo(1);
    }
  }

  @Test
  void whatAKilledJvmLeftBehindIsEndedByItsGuards() throws Exception {
    var other = new OtherJvm(home);
    var pids = other.startedPids();
    assertThat(pids).hasSize(3).allMatch(StoresTest::alive);
    other.kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> pids.stream().noneMatch(StoresTest::alive));
  }

  @Test
  void whatGuardsCouldNotEndIsEndedByTheNextStart() throws Exception {
    try (var stores = started()) {
      assertThat(stores.parts()).hasSize(3);
    }
    // An orphan as a killed launcher whose guards were killed too leaves it: alive, and marked.
    var orphan = new ProcessBuilder("sleep", "600").start();
    ProcessMark.of(orphan.toHandle()).write(home.resolve("redis/run/redis.pid"));
    try (var stores = started()) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(stores.parts()).hasSize(3);
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void aStrangerWithTheNumberOfAnOldProcessIsLeftAlone() throws Exception {
    var stranger = new ProcessBuilder("sleep", "600").start();
    Files.createDirectories(home.resolve("redis/run"));
    Files.writeString(
        home.resolve("redis/run/redis.pid"), stranger.pid() + " 2020-01-01T00:00:00Z\n");
    try (var stores = started()) {
      assertThat(stranger.isAlive()).isTrue();
      assertThat(stores.parts()).hasSize(3);
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aDataFolderOfAnotherPostgresIsNamed() throws IOException {
    Files.createDirectories(home.resolve("postgres/data"));
    Files.writeString(home.resolve("postgres/data/PG_VERSION"), "17\n");
    assertThatThrownBy(this::started)
        .isInstanceOf(ApexException.class)
        .hasMessageContaining("postgres/data was written by PostgreSQL 17, this house runs 18");
    assertThat(runningUnder(home)).isEmpty();
  }

  @Test
  void aDataFolderOfANewerClickHouseIsNamed() throws IOException {
    Files.createDirectories(home.resolve("clickhouse/data"));
    Files.writeString(home.resolve("clickhouse/version"), "99.1.0\n");
    assertThatThrownBy(this::started)
        .hasMessageContaining("clickhouse/data was written by ClickHouse 99.1.0");
  }

  @Test
  void otherPasswordsThanTheDataKnowsAreNamed() {
    started().close();
    var config = config(Stores.Keys.fresh());
    assertThatThrownBy(() -> Stores.start(config, news::add, () -> {}))
        .hasMessageContaining("knows another password");
  }

  @Test
  void aHalfMadePostgresFolderIsMadeAnew() throws IOException {
    Files.createDirectories(home.resolve("postgres/data.half/base"));
    started().close();
    assertThat(home.resolve("postgres/data.half")).doesNotExist();
  }

  private Stores started() {
    return Stores.start(config(keys), news::add, () -> {});
  }

  private Stores.Config config(Stores.Keys known) {
    var cache = CacheFolder.from(Environment.ofProcess());
    return new Stores.Config(home, known, cache, Duration.ofSeconds(60), true, true);
  }

  private static Part part(Stores stores, String name) {
    return stores.parts().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private long count(Stores stores, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                stores.postgresUrl(), "apex_backend", keys.backend().reveal());
        var statement = connection.createStatement()) {
      var found = statement.execute(sql);
      while (!found) found = statement.getMoreResults();
      var rows = statement.getResultSet();
      rows.next();
      return rows.getLong(1);
    }
  }

  static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static List<ProcessHandle> runningUnder(Path folder) throws IOException {
    try (Stream<Path> marks =
        Files.find(folder, 4, (file, is) -> file.toString().endsWith(".pid"))) {
      return marks
          .map(ProcessMark::read)
          .flatMap(Optional::stream)
          .map(ProcessMark::running)
          .flatMap(Optional::stream)
          .toList();
    }
  }

  /// A JVM that holds the stores of a home, to be killed.
  private static final class OtherJvm {
    private final Process process;

    OtherJvm(Path home) throws IOException {
      process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  HoldStores.class.getName(),
                  home.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    }

    List<Long> startedPids() throws IOException {
      var line = process.inputReader().readLine();
      return Stream.of(line.split(" ")).map(Long::valueOf).toList();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  /// Starts the stores of the home in its argument, prints their pids and waits.
  static final class HoldStores {
    public static void main(String[] arguments) throws InterruptedException {
      var cache = CacheFolder.from(Environment.ofProcess());
      var config =
          new Stores.Config(
              Path.of(arguments[0]),
              Stores.Keys.fresh(),
              cache,
              Duration.ofSeconds(60),
              true,
              true);
      var stores = Stores.start(config, line -> {}, () -> {});
      System.out.println(
          String.join(" ", stores.parts().stream().map(p -> "" + p.child().pid()).toList()));
      Thread.currentThread().join();
    }
  }
}
