package apex.launcher;

import apex.embedded.CacheFolder;
import apex.embedded.Child;
import apex.embedded.Keeper;
import apex.embedded.Loopback;
import apex.embedded.Part;
import apex.embedded.Stores;
import apex.embedded.Together;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A running house: its stores, then auth and backend, each started again when it dies. Closing it
/// stops them in reverse order; the data stays.
final class House implements AutoCloseable {
  private final Home home;
  private final Blueprint blueprint;
  private final Stores stores;
  private final Instant startedAt = Instant.now();
  private volatile List<Keeper<? extends Part>> services = List.of();

  private House(Home home, Blueprint blueprint, Stores stores) {
    this.home = home;
    this.blueprint = blueprint;
    this.stores = stores;
  }

  /// What was decided before anything starts.
  ///
  /// @param environment the launcher's own, which the services inherit
  /// @param sample whether the first workspace holds sample data
  record Order(Environment environment, HouseSettings settings, boolean sample) {}

  /// Starts everything and returns when the page can be opened; on failure nothing is left running.
  ///
  /// @param news gets a sentence about each part that is ready, ended or starts again
  static House start(Home home, Order order, Consumer<String> news) {
    Stores.endOrphans(home.path());
    var blueprint = Blueprint.of(home, order);
    blueprint.plans().forEach(plan -> Child.endOrphan(plan.recipe()));
    blueprint.requirePorts();
    // Before the account exists: a start that fails halfway must not lose its password.
    blueprint.owner().ifPresent(owner -> owner.keep(home, blueprint.backend().url()));
    var note = new Runnable[] {() -> {}};
    var stores = Stores.start(blueprint.storesConfig(), news, () -> note[0].run());
    var house = new House(home, blueprint, stores);
    note[0] = house::writeNote;
    try {
      house.startServices(news);
      return house;
    } catch (RuntimeException failed) {
      house.close();
      throw failed;
    }
  }

  /// The page's address, which is the backend's too.
  String page() {
    return blueprint.backend().url() + "/";
  }

  String backend() {
    return blueprint.backend().url();
  }

  Optional<Owner> owner() {
    return blueprint.owner();
  }

  List<Part> parts() {
    return Stream.concat(stores.parts().stream(), services.stream().map(Keeper::part)).toList();
  }

  @Override
  public void close() {
    services.reversed().forEach(Keeper::close);
    stores.close();
    HouseNote.delete(home);
  }

  private void startServices(Consumer<String> news) {
    var plans = blueprint.plans(stores);
    List<Callable<Keeper<? extends Part>>> starts =
        plans.stream()
            .<Callable<Keeper<? extends Part>>>map(plan -> () -> kept(plan, news))
            .toList();
    services = Together.start(starts);
    writeNote();
  }

  private Keeper<Service> kept(Service.Plan plan, Consumer<String> news) {
    var begun = System.nanoTime();
    var keeper =
        Keeper.start(
            plan.module(),
            () -> Service.start(plan, Deadline.in(blueprint.settings().patience())),
            news,
            this::writeNote);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    news.accept("%s is ready in %d ms".formatted(plan.module(), took.toMillis()));
    return keeper;
  }

  private void writeNote() {
    var pids = new HashMap<String, Long>();
    pids.put("launcher", ProcessHandle.current().pid());
    parts().forEach(part -> pids.put(part.name(), part.child().pid()));
    new HouseNote(
            HouseNote.VERSION,
            startedAt,
            page(),
            backend(),
            blueprint.auth().url(),
            Map.of(
                "postgres", stores.postgresUrl(),
                "redis", blueprint.redisAddress(stores),
                "clickhouse", blueprint.clickHouseUrl(stores)),
            pids,
            Owner.file(home).toString())
        .write(home);
  }

  /// The plan of one house: ports, secrets and the settings of each part.
  private record Blueprint(
      Home home,
      Environment environment,
      HouseSettings settings,
      HouseSecrets secrets,
      Optional<Owner> owner,
      boolean sample,
      int authPort,
      int backendPort) {
    private static final List<String> SMALL =
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            // Not --enable-native-access: with it the JVM cannot use its archived module graph.
            "--illegal-native-access=allow",
            "--sun-misc-unsafe-memory-access=allow");

    static Blueprint of(Home home, Order order) {
      // Accounts live there; without it nobody has a password yet.
      var newHouse = !Files.isDirectory(home.file("postgres").resolve("data"));
      var secrets = HouseSecrets.of(home);
      return new Blueprint(
          home,
          order.environment(),
          order.settings(),
          secrets,
          Owner.of(order.environment(), home, newHouse),
          order.sample(),
          chosen(order.settings().authPort()),
          chosen(order.settings().backendPort()));
    }

    private static int chosen(int port) {
      return port == 0 ? Loopback.freePort() : port;
    }

    void requirePorts() {
      require("BACKEND_PORT", backendPort);
      require("AUTH_PORT", authPort);
    }

    private static void require(String setting, int port) {
      if (!Loopback.free(port))
        throw new ApexException(
            ErrorCode.CONFLICT,
            "port %d is in use by another process".formatted(port),
            "End that process, or set %s to another port (0 for any free one).".formatted(setting));
    }

    Stores.Config storesConfig() {
      return new Stores.Config(
          home.path(),
          secrets.stores(),
          CacheFolder.from(environment),
          settings.patience(),
          settings.clickHouseUrl().isEmpty(),
          settings.redisUrl().isEmpty());
    }

    String clickHouseUrl(Stores stores) {
      return settings.clickHouseUrl().orElseGet(stores::clickHouseUrl);
    }

    /// Without a password, for people and files.
    String redisAddress(Stores stores) {
      return settings
          .redisUrl()
          .map(url -> url.replaceFirst("//[^@/]*@", "//"))
          .orElseGet(stores::redisAddress);
    }

    List<Service.Plan> plans() {
      return List.of(auth(), backend());
    }

    List<Service.Plan> plans(Stores stores) {
      return List.of(
          plan("auth", authPort, authSettings(stores), authFlags()),
          plan("backend", backendPort, backendSettings(stores), backendFlags()));
    }

    Service.Plan auth() {
      return plan("auth", authPort, Map.of(), List.of());
    }

    Service.Plan backend() {
      return plan("backend", backendPort, Map.of(), List.of());
    }

    private Service.Plan plan(
        String module, int port, Map<String, String> chosen, List<String> flags) {
      var all = Stream.concat(flags.stream(), archive(module).stream()).toList();
      return new Service.Plan(module, settings.root(), home.path(), port, chosen, all);
    }

    /// The JVM keeps the classes it loaded beside the build, ready to map, and renews them by
    /// itself when a jar changed: every start but the first takes half the time.
    private List<String> archive(String module) {
      var file = settings.root().resolve(module).resolve("target").resolve(module + ".jsa");
      return List.of(
          "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file, "-Xlog:disable");
    }

    private static List<String> authFlags() {
      return flags("-Xmx96m", "-XX:TieredStopAtLevel=1", "-Xss512k");
    }

    private static List<String> backendFlags() {
      // Its heavy work is ClickHouse's; the optimising compiler would double its start.
      return flags("-Xmx512m", "-XX:TieredStopAtLevel=1");
    }

    private static List<String> flags(String... own) {
      return Stream.concat(SMALL.stream(), Stream.of(own)).toList();
    }

    private Map<String, String> authSettings(Stores stores) {
      var chosen = common(stores, "apex_auth", secrets.stores().auth().reveal());
      chosen.put("AUTH_BIND", Loopback.HOST);
      chosen.put("AUTH_PORT", "" + authPort);
      chosen.put("AUTH_ISSUER", auth().url());
      chosen.put("AUTH_KEY_ENCRYPTION_KEY", secrets.keyEncryption().reveal());
      chosen.put("APEX_OWNER_SAMPLE", "" + sample);
      owner.ifPresent(o -> chosen.put("APEX_OWNER_EMAIL", o.email()));
      owner.ifPresent(o -> chosen.put("APEX_OWNER_PASSWORD", o.password().reveal()));
      return chosen;
    }

    private Map<String, String> backendSettings(Stores stores) {
      var chosen = common(stores, "apex_backend", secrets.stores().backend().reveal());
      chosen.put("BACKEND_BIND", Loopback.HOST);
      chosen.put("BACKEND_PORT", "" + backendPort);
      chosen.put("AUTH_URL", auth().url());
      chosen.put("AUTH_ISSUER", auth().url());
      chosen.put("CLICKHOUSE_URL", clickHouseUrl(stores));
      if (settings.clickHouseUrl().isEmpty()) {
        chosen.put("CLICKHOUSE_USER", "default");
        chosen.put("CLICKHOUSE_PASSWORD", secrets.stores().clickhouse().reveal());
      }
      chosen.putIfAbsent("INGEST_SPOOL_FOLDER", home.file("spool").toAbsolutePath().toString());
      chosen.putIfAbsent("WEB_FOLDER", settings.root().resolve("web/dist").toString());
      return chosen;
    }

    private Map<String, String> common(Stores stores, String user, String password) {
      var chosen = new HashMap<>(environment.variables());
      chosen.put("POSTGRES_URL", stores.postgresUrl());
      chosen.put("POSTGRES_USER", user);
      chosen.put("POSTGRES_PASSWORD", password);
      chosen.put("REDIS_URL", settings.redisUrl().orElseGet(() -> stores.redisUrl().reveal()));
      chosen.put("SERVICE_SECRET", secrets.service().reveal());
      return chosen;
    }
  }
}
