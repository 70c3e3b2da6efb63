package apex.embedded;

import apex.kernel.environment.Secret;
import apex.kernel.resilience.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// The three stores of one house, started side by side, each kept running until it is closed. Their
/// data stays in the house's folder.
public final class Stores implements AutoCloseable {
  /// @param home holds a folder for each store
  /// @param patience longest time for all of them to answer
  /// @param clickhouse false when the house uses a ClickHouse elsewhere
  /// @param redis false when the house uses a Redis elsewhere
  public record Config(
      Path home,
      Keys keys,
      CacheFolder cache,
      Duration patience,
      boolean clickhouse,
      boolean redis) {}

  /// The stores' passwords, generated once for a house.
  public record Keys(
      Secret superuser, Secret auth, Secret backend, Secret redis, Secret clickhouse) {
    public static Keys fresh() {
      return new Keys(
          Passwords.fresh(),
          Passwords.fresh(),
          Passwords.fresh(),
          Passwords.fresh(),
          Passwords.fresh());
    }
  }

  private final PostgresServer.Config postgresConfig;
  private final RedisServer.Config redisConfig;
  private final ClickHouseProcess.Config clickHouseConfig;
  private final List<Keeper<? extends Part>> keepers;

  private Stores(Starting starting, List<Keeper<? extends Part>> keepers) {
    this.postgresConfig = starting.postgres();
    this.redisConfig = starting.redis();
    this.clickHouseConfig = starting.clickHouse();
    this.keepers = List.copyOf(keepers);
  }

  /// Starts what `config` asks for, on free ports. When one fails, the others are stopped and its
  /// failure is thrown.
  ///
  /// @param news gets a sentence when a store is ready, when it ended, and what happens next
  /// @param restarted called after a store was started again
  public static Stores start(Config config, Consumer<String> news, Runnable restarted) {
    var starting = Starting.of(config);
    return new Stores(starting, Together.start(starting.all(news, restarted)));
  }

  /// Ends what an earlier house in `home` left running.
  public static void endOrphans(Path home) {
    for (var name : List.of("postgres", "redis", "clickhouse")) {
      var mark = home.resolve(name).resolve("run").resolve(name + ".pid");
      var signal = name.equals("postgres") ? StopSignal.INT : StopSignal.TERM;
      ProcessMark.read(mark).ifPresent(found -> found.end(signal, Duration.ofSeconds(10)));
    }
  }

  /// `jdbc:postgresql://127.0.0.1:PORT/apex`.
  public String postgresUrl() {
    return postgresConfig.url(PostgresRoles.DATABASE);
  }

  /// With its password.
  public Secret redisUrl() {
    return new Secret(redisConfig.url());
  }

  public String redisAddress() {
    return "redis://%s:%d".formatted(Loopback.HOST, redisConfig.port());
  }

  public String clickHouseUrl() {
    return clickHouseConfig.url();
  }

  /// Those that were started here.
  public List<Part> parts() {
    return keepers.stream().<Part>map(Keeper::part).toList();
  }

  /// Stops them in the reverse order of what needs what.
  @Override
  public void close() {
    for (var keeper : keepers.reversed()) keeper.close();
  }

  /// What is about to be started, with ports that stay the same over restarts.
  private record Starting(
      Config config,
      PostgresServer.Config postgres,
      RedisServer.Config redis,
      ClickHouseProcess.Config clickHouse) {
    static Starting of(Config config) {
      var keys = config.keys();
      var roles =
          List.of(
              new Account("apex_auth", keys.auth()), new Account("apex_backend", keys.backend()));
      return new Starting(
          config,
          new PostgresServer.Config(
              config.home().resolve("postgres"), Loopback.freePort(), keys.superuser(), roles),
          new RedisServer.Config(config.home().resolve("redis"), Loopback.freePort(), keys.redis()),
          new ClickHouseProcess.Config(
              config.home().resolve("clickhouse"), Loopback.freePort(), keys.clickhouse()));
    }

    List<Callable<Keeper<? extends Part>>> all(Consumer<String> news, Runnable restarted) {
      var all = new ArrayList<Callable<Keeper<? extends Part>>>();
      all.add(() -> kept("PostgreSQL", this::startPostgres, news, restarted));
      if (config.redis()) all.add(() -> kept("Redis", this::startRedis, news, restarted));
      if (config.clickhouse()) {
        // Before anything listens: fetching it may take minutes on the very first run.
        var library = new ChdbLibrary(config.cache(), news).file();
        all.add(() -> kept("ClickHouse", () -> startClickHouse(library), news, restarted));
      }
      return all;
    }

    private static <P extends Part> Keeper<P> kept(
        String name,
        java.util.function.Supplier<P> starter,
        Consumer<String> news,
        Runnable restarted) {
      var begun = System.nanoTime();
      var keeper = Keeper.start(name, starter, news, restarted);
      var took = Duration.ofNanos(System.nanoTime() - begun);
      news.accept("%s is ready in %d ms".formatted(name, took.toMillis()));
      return keeper;
    }

    private PostgresServer startPostgres() {
      var home = new Binaries(config.cache(), Platform.current()).postgres();
      return PostgresServer.start(postgres, home, deadline());
    }

    private RedisServer startRedis() {
      var program = new Binaries(config.cache(), Platform.current()).redisServer();
      return RedisServer.start(redis, program, deadline());
    }

    private ClickHouseProcess startClickHouse(Path library) {
      return ClickHouseProcess.start(clickHouse, library, deadline());
    }

    private Deadline deadline() {
      return Deadline.in(config.patience());
    }
  }
}
