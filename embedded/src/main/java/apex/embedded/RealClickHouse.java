package apex.embedded;

import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// A real ClickHouse for tests: [#shared] is started once per test JVM on first use and ended with
/// it, [#own] is a private one that a test may kill. With APEX_TEST_CLICKHOUSE_URL set, [#shared]
/// is that server, and nothing is started.
public final class RealClickHouse implements AutoCloseable {
  static final Setting<String> TEST_URL =
      Setting.text(
          "APEX_TEST_CLICKHOUSE_URL", "a ClickHouse server the store tests use instead", "");
  static final Setting<String> TEST_USER =
      Setting.text("APEX_TEST_CLICKHOUSE_USER", "its user", "default");
  static final Setting<String> TEST_PASSWORD =
      Setting.text("APEX_TEST_CLICKHOUSE_PASSWORD", "its password", "");

  private final Address address;
  private final Optional<ClickHouseProcess.Config> config;
  private Optional<ClickHouseProcess> server = Optional.empty();

  /// Where it is and how to be let in.
  private record Address(String url, String user, String password) {}

  private RealClickHouse(Address address, Optional<ClickHouseProcess.Config> config) {
    this.address = address;
    this.config = config;
    startAgain();
    TestFolder.shared().atEnd(this::close);
  }

  /// The one of this JVM.
  public static RealClickHouse shared() {
    return Shared.INSTANCE;
  }

  /// Another one, to be killed or stopped by its test.
  public static RealClickHouse own() {
    var folder = TestFolder.shared().of("clickhouse");
    var config = new ClickHouseProcess.Config(folder, Loopback.freePort(), Passwords.fresh());
    var address = new Address(config.url(), ClickHouseProcess.USER, config.password().reveal());
    return new RealClickHouse(address, Optional.of(config));
  }

  private static RealClickHouse chosen() {
    var values = RealEnvironment.read().read(TEST_URL, TEST_USER, TEST_PASSWORD);
    if (values.get(TEST_URL).isBlank()) return own();
    var address =
        new Address(values.get(TEST_URL), values.get(TEST_USER), values.get(TEST_PASSWORD));
    return new RealClickHouse(address, Optional.empty());
  }

  /// `http://127.0.0.1:PORT`.
  public String url() {
    return address.url();
  }

  public String user() {
    return address.user();
  }

  /// Empty for a server of yours that asks for none.
  public String password() {
    return address.password();
  }

  /// Whether it is one that a test may kill.
  public boolean embedded() {
    return config.isPresent();
  }

  public int port() {
    return URI.create(url()).getPort();
  }

  public long pid() {
    return running().child().pid();
  }

  /// The name of a new, empty database.
  public String freshDatabase() {
    var name = "apex_" + UUID.randomUUID().toString().substring(0, 8);
    ask("create database " + name);
    return name;
  }

  /// The answer to `sql` as text; fails with ClickHouse's own words when it refuses.
  public String ask(String sql) {
    return answer("/", HttpRequest.BodyPublishers.ofString(sql));
  }

  private String get(String path) {
    return answer(path, HttpRequest.BodyPublishers.noBody());
  }

  private String answer(String path, HttpRequest.BodyPublisher body) {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("X-ClickHouse-User", user())
            .header("X-ClickHouse-Key", password())
            .POST(body)
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200)
        throw new ApexException(ErrorCode.INVALID_REQUEST, answer.body());
      return answer.body();
    } catch (IOException unreachable) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "ClickHouse does not answer at " + url(), unreachable);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "stopped", stop);
    }
  }

  /// As by `kill -9`.
  public void kill() {
    running().child().kill();
  }

  /// Starts it again on the same port and data after [#kill] or [#close].
  public void startAgain() {
    server = config.map(RealClickHouse::started);
  }

  /// Stops it in order; the data stays until the JVM ends.
  @Override
  public void close() {
    if (server.isPresent() && running().child().alive() && this == Shared.INSTANCE)
      SocketCount.add("clickhouse", Long.parseLong(get("/sockets").strip()));
    server.ifPresent(ClickHouseProcess::close);
  }

  private ClickHouseProcess running() {
    return server.orElseThrow();
  }

  private static ClickHouseProcess started(ClickHouseProcess.Config config) {
    var cache = CacheFolder.from(RealEnvironment.read());
    var library = new ChdbLibrary(cache, System.err::println).file();
    return ClickHouseProcess.start(config, library, Deadline.in(Duration.ofSeconds(60)));
  }

  private static final class Shared {
    static final RealClickHouse INSTANCE = chosen();
  }
}
