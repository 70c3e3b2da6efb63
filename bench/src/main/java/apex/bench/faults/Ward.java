package apex.bench.faults;

import apex.embedded.Loopback;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.embedded.RealRedis;
import apex.embedded.chaos.ChaosProxy;
import apex.embedded.chaos.Frozen;
import apex.embedded.chaos.Toxic;
import apex.kernel.resilience.Deadline;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A house of real processes, with a proxy on every way between them, and the faults it has now.
/// What the doctor gets of all this is a topology and the variables with credentials.
final class Ward implements AutoCloseable {
  private static final String SECRET = "a-secret-of-the-ward-that-is-long-enough-0123456789";
  private static final Map<String, String> SERVICES =
      Map.of(
          "database_postgres", "postgres",
          "database_redis", "redis",
          "database_clickhouse", "clickhouse",
          "auth_service", "auth",
          "backend_service", "backend");

  private final Path folder;
  private final RealPostgres postgres = RealPostgres.own();
  private final RealRedis redis = RealRedis.own();
  private final RealClickHouse clickhouse = RealClickHouse.own();
  private final Map<String, ChaosProxy> proxies = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Deque<Undo> undo = new ArrayDeque<>();
  private final Set<String> throughProxy = new HashSet<>();
  private final Map<String, String> changed = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private Served auth;
  private Served backend;
  private String extra = "";

  private interface Undo {
    void run() throws IOException;
  }

  private Ward(Path folder) throws IOException {
    this.folder = folder;
    ports.put("postgres", postgres.port());
    ports.put("redis", redis.port());
    ports.put("clickhouse", clickhouse.port());
    ports.put("auth", Loopback.freePort());
    ports.put("backend", Loopback.freePort());
    for (var way :
        List.of(
            "postgres@doctor",
            "postgres@auth",
            "postgres@backend",
            "redis@doctor",
            "redis@backend",
            "clickhouse@doctor",
            "clickhouse@backend",
            "auth@doctor",
            "auth@backend",
            "backend@doctor")) proxies.put(way, ChaosProxy.to(port(way.split("@")[0])));
    auth = Served.start("auth", folder, authSettings());
    backend = Served.start("backend", folder, backendSettings());
    reset();
  }

  static Ward open() throws IOException {
    var folder = Files.createTempDirectory("apex-ward");
    Files.createDirectories(folder.resolve("web"));
    Files.writeString(folder.resolve("web/index.html"), "<!doctype html><title>ward</title>");
    return new Ward(folder);
  }

  private int port(String name) {
    return java.util.Objects.requireNonNull(ports.get(name), name);
  }

  private ChaosProxy proxy(String way) {
    return java.util.Objects.requireNonNull(proxies.get(way), way);
  }

  private Map<String, String> authSettings() {
    var settings = common(postgres.auth().user(), postgres.auth().password().reveal(), "auth");
    settings.put("AUTH_PORT", "" + port("auth"));
    settings.put("AUTH_KEY_ENCRYPTION_KEY", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");
    settings.put("AUTH_HEALTH_EVERY", "PT1S");
    settings.put("AUTH_HEALTH_DEADLINE", "PT3S");
    return settings;
  }

  private Map<String, String> backendSettings() {
    var settings =
        common(postgres.backend().user(), postgres.backend().password().reveal(), "backend");
    settings.put("BACKEND_PORT", "" + port("backend"));
    settings.put("BACKEND_HEALTH_EVERY", "PT1S");
    settings.put("AUTH_URL", "http://127.0.0.1:%d".formatted(proxy("auth@backend").port()));
    settings.put(
        "REDIS_URL",
        "redis://:%s@127.0.0.1:%d"
            .formatted(redis.password().reveal(), proxy("redis@backend").port()));
    settings.put(
        "CLICKHOUSE_URL", "http://127.0.0.1:%d".formatted(proxy("clickhouse@backend").port()));
    settings.put("CLICKHOUSE_USER", clickhouse.user());
    settings.put("CLICKHOUSE_PASSWORD", clickhouse.password());
    settings.put("WEB_FOLDER", folder.resolve("web").toString());
    settings.put("MESSAGES_PER_MINUTE", "10000");
    return settings;
  }

  private Map<String, String> common(String user, String password, String who) {
    var settings = new HashMap<String, String>();
    settings.put(
        "POSTGRES_URL",
        "jdbc:postgresql://127.0.0.1:%d/apex".formatted(proxy("postgres@" + who).port()));
    settings.put("POSTGRES_USER", user);
    settings.put("POSTGRES_PASSWORD", password);
    settings.put("SERVICE_SECRET", SECRET);
    settings.put("AUTH_ISSUER", "http://auth.ward");
    settings.put("PATH", "/usr/bin:/bin");
    return settings;
  }

  /// Makes the fault happen.
  void begin(Fault fault) throws IOException, GeneralSecurityException {
    begin(fault.steps());
  }

  void begin(List<Fault.Step> steps) throws IOException, GeneralSecurityException {
    for (var step : steps) begin(step);
  }

  /// Where the backend is for those who use it, past every proxy.
  URI backendAddress() {
    return URI.create("http://127.0.0.1:" + port("backend"));
  }

  private void begin(Fault.Step step) throws IOException, GeneralSecurityException {
    switch (step.what()) {
      case "kill" -> kill(step.target());
      case "stop" -> undo.push(Frozen.of(pid(step.target()))::close);
      case "secret" -> variables.put(variable(step.target()), "not-the-password");
      case "path", "host", "port" -> change(step);
      case "extra" -> begin(Extra.of(step.target(), folder));
      default -> poison(step);
    }
  }

  private void begin(Extra server) {
    extra = server.line();
    undo.push(server::close);
  }

  private void change(Fault.Step step) {
    var value = step.what().equals("port") ? "" + port(step.first()) : step.first();
    changed.put(step.target() + " " + step.what(), value);
  }

  private void kill(String target) throws IOException {
    switch (target) {
      case "postgres" -> {
        postgres.kill();
        undo.push(postgres::startAgain);
      }
      case "redis" -> {
        redis.kill();
        undo.push(redis::startAgain);
      }
      case "clickhouse" -> {
        clickhouse.kill();
        undo.push(clickhouse::startAgain);
      }
      case "auth" -> {
        auth.kill();
        undo.push(auth::startAgain);
      }
      case "backend" -> {
        backend.kill();
        undo.push(backend::startAgain);
      }
      default -> throw new IllegalArgumentException("nothing is called " + target);
    }
  }

  private long pid(String target) {
    return switch (target) {
      case "postgres" -> postgres.pid();
      case "redis" -> redis.pid();
      case "clickhouse" -> clickhouse.pid();
      case "auth" -> auth.pid();
      case "backend" -> backend.pid();
      default -> throw new IllegalArgumentException("nothing is called " + target);
    };
  }

  private void poison(Fault.Step step) throws IOException {
    var ways =
        proxies.keySet().stream()
            .filter(way -> way.startsWith(step.target() + "@"))
            .filter(way -> step.whose().map(whose -> way.endsWith("@" + whose)).orElse(true))
            .toList();
    if (ways.isEmpty()) throw new IllegalArgumentException("no way is called " + step.target());
    for (var way : ways) poison(way, step);
  }

  private void poison(String way, Fault.Step step) throws IOException {
    var proxy = proxy(way);
    undo.push(proxy::heal);
    if (way.endsWith("@doctor")) throughProxy.add(step.target());
    if (step.what().equals("refuse")) proxy.refuse();
    else proxy.set(toxic(step));
  }

  private static Toxic toxic(Fault.Step step) {
    return switch (step.what()) {
      case "latency" -> new Toxic.Latency(Duration.ofMillis(step.number()));
      case "swallow" -> new Toxic.Timeout(Duration.ZERO);
      case "reset" -> new Toxic.ResetPeer(Duration.ZERO);
      case "limit" -> new Toxic.LimitData(step.number());
      case "bandwidth" -> new Toxic.Bandwidth(step.number());
      case "slicer" ->
          new Toxic.Slicer(
              (int) step.number(), Duration.ofMillis(Long.parseLong(step.more().getLast())));
      default -> throw new IllegalArgumentException("no fault is called " + step.what());
    };
  }

  /// Ends every fault, the latest first.
  void end() throws IOException {
    while (!undo.isEmpty()) undo.pop().run();
    reset();
  }

  private void reset() {
    throughProxy.clear();
    changed.clear();
    extra = "";
    variables.clear();
    variables.put("WARD_PG_USER", postgres.backend().user());
    variables.put(variable("database_postgres"), postgres.backend().password().reveal());
    variables.put(variable("database_redis"), redis.password().reveal());
    variables.put(variable("database_clickhouse"), clickhouse.password());
  }

  private static String variable(String service) {
    return "WARD_" + service.toUpperCase(java.util.Locale.ROOT);
  }

  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  /// All that the doctor is told.
  Path topology() throws IOException {
    var file = folder.resolve("topology.yaml");
    Files.writeString(file, text());
    return file;
  }

  private String text() {
    return """
    services:
      database_postgres: {probe: postgres, url: "postgresql://%s%s", deadline: 4s, phase: 1, username_env: WARD_PG_USER, password_env: WARD_DATABASE_POSTGRES}
      database_redis: {probe: redis, url: "redis://%s", deadline: 4s, phase: 1, password_env: WARD_DATABASE_REDIS}
      auth_service: {probe: http, url: "http://%s%s", deadline: 2s, phase: 2, depends_on: [database_postgres]}
      database_clickhouse: {probe: clickhouse, url: "http://%s", deadline: 4s, phase: 3, password_env: WARD_DATABASE_CLICKHOUSE}
      backend_service:
        probe: http
        url: "http://%s%s"
        deadline: 2s
        phase: 3
        depends_on: [database_postgres]
        uses: {database_redis: events arrive later, database_clickhouse: answers lack figures, auth_service: nobody can sign in}
      websocket_service: {probe: websocket, url: "ws://%s/ws?ticket=doctor", deadline: 2s, phase: 4, depends_on: [backend_service], expect_close: 1008}
      frontend_service: {probe: http, url: "http://%s/", deadline: 2s, phase: 4, depends_on: [backend_service]}
    """
            .formatted(
                authority("database_postgres"),
                path("database_postgres", "/apex"),
                authority("database_redis"),
                authority("auth_service"),
                path("auth_service", "/health"),
                authority("database_clickhouse"),
                authority("backend_service"),
                path("backend_service", "/health"),
                authority("backend_service"),
                authority("backend_service"))
        + extra;
  }

  private String path(String service, String usual) {
    return changed.getOrDefault(service + " path", usual);
  }

  private String authority(String service) {
    var name = java.util.Objects.requireNonNull(SERVICES.get(service));
    var real = throughProxy.contains(name) ? proxy(name + "@doctor").port() : port(name);
    return changed.getOrDefault(service + " host", "127.0.0.1")
        + ":"
        + changed.getOrDefault(service + " port", "" + real);
  }

  private void deleteFolder() throws IOException {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /// Waits, without a busy loop, until `over` is over.
  static void rest(Duration over) {
    var deadline = Deadline.in(over);
    while (!deadline.passed())
      java.util.concurrent.locks.LockSupport.parkNanos(deadline.left().toNanos() + 1);
  }

  @Override
  public void close() throws IOException {
    var closing = new ArrayList<Undo>();
    closing.add(this::end);
    closing.add(backend::close);
    closing.add(auth::close);
    proxies.values().forEach(proxy -> closing.add(proxy::close));
    closing.add(clickhouse::close);
    closing.add(redis::close);
    closing.add(postgres::close);
    closing.add(this::deleteFolder);
    for (var each : closing) each.run();
  }
}
