package apex.embedded;

import apex.kernel.environment.Secret;
import apex.kernel.resilience.Deadline;
import java.time.Duration;
import java.util.regex.Pattern;

/// A real Redis for tests: [#shared] is started once per test JVM on first use and ended with it,
/// [#own] is a private one that a test may kill.
public final class RealRedis implements AutoCloseable {
  private static final Pattern CONNECTIONS = Pattern.compile("total_connections_received:(\\d+)");

  private final RedisServer.Config config;
  private RedisServer server;

  private RealRedis() {
    config =
        new RedisServer.Config(
            TestFolder.shared().of("redis"), Loopback.freePort(), Passwords.fresh());
    server = started(config);
    TestFolder.shared().atEnd(this::close);
  }

  /// The one of this JVM.
  public static RealRedis shared() {
    return Shared.INSTANCE;
  }

  /// Another one, to be killed or stopped by its test.
  public static RealRedis own() {
    return new RealRedis();
  }

  /// `redis://:PASSWORD@127.0.0.1:PORT`.
  public String url() {
    return config.url();
  }

  public Secret password() {
    return config.password();
  }

  public int port() {
    return config.port();
  }

  public long pid() {
    return server.child().pid();
  }

  /// How many connections were opened so far.
  public long connections() {
    var count = CONNECTIONS.matcher(RedisServer.command(config, "INFO stats"));
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  /// As by `kill -9`.
  public void kill() {
    server.child().kill();
  }

  /// Starts it again on the same port and data after [#kill] or [#close].
  public void startAgain() {
    server = started(config);
  }

  /// Stops it in order; the data stays until the JVM ends.
  @Override
  public void close() {
    if (server.child().alive() && this == Shared.INSTANCE) SocketCount.add("redis", connections());
    server.close();
  }

  private static RedisServer started(RedisServer.Config config) {
    var cache = CacheFolder.from(RealEnvironment.read());
    var program = new Binaries(cache, Platform.current()).redisServer();
    return RedisServer.start(config, program, Deadline.in(Duration.ofSeconds(30)));
  }

  private static final class Shared {
    static final RealRedis INSTANCE = new RealRedis();
  }
}
