package apex.stores.redis;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How to reach Redis.
///
/// @param url secret, because it holds the password
/// @param connections most at once, 2 to 200; one of them listens for hints
/// @param patience longest wait for a connection and for an answer
public record RedisConfig(Secret url, int connections, Duration patience) {
  static final Setting<Secret> URL =
      Setting.secret(
          "REDIS_URL", "where Redis is, as redis://user:password@host:port, or rediss:// for TLS");
  static final Setting<Integer> CONNECTIONS =
      Setting.number("REDIS_CONNECTIONS", "most connections held at once, 2 to 200", 16);
  static final Setting<Duration> PATIENCE =
      Setting.duration(
          "REDIS_PATIENCE",
          "longest wait for an answer before PostgreSQL is asked instead",
          "PT0.5S");

  public RedisConfig {
    URL.check(address(url).isPresent(), "must be redis://…@host:port or rediss://…", "***");
    CONNECTIONS.check(connections >= 2 && connections <= 200, "must be 2 to 200", connections);
    PATIENCE.check(
        patience.toMillis() >= 10 && patience.toMillis() <= 60_000,
        "must be PT0.01S to PT1M",
        patience);
  }

  /// With the default limits.
  public RedisConfig(Secret url) {
    this(url, 16, Duration.ofMillis(500));
  }

  public static RedisConfig from(Environment environment) {
    var values = environment.read(URL, CONNECTIONS, PATIENCE);
    return new RedisConfig(values.get(URL), values.get(CONNECTIONS), values.get(PATIENCE));
  }

  public static List<Setting<?>> settings() {
    return List.of(URL, CONNECTIONS, PATIENCE);
  }

  URI address() {
    return address(url).orElseThrow();
  }

  private static Optional<URI> address(Secret url) {
    try {
      return Optional.of(URI.create(url.reveal()))
          .filter(uri -> List.of("redis", "rediss").contains(String.valueOf(uri.getScheme())))
          .filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
