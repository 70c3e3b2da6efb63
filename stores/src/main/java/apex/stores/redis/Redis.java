package apex.stores.redis;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/// The one way to Redis: a bounded pool and short waits. Opens nothing until it is first asked.
/// After a failure it is left alone for a moment, so that not every caller waits for a Redis that
/// is down.
public final class Redis implements AutoCloseable {
  private static final Duration REST = Duration.ofSeconds(1);

  private final RedisClient client;
  private volatile long restsUntil = System.nanoTime();

  public Redis(RedisConfig config) {
    this.client = client(config);
  }

  /// Asks Redis, or `otherwise` when it does not work right now.
  <T> T askOr(Function<RedisClient, T> command, Supplier<T> otherwise) {
    if (resting()) return otherwise.get();
    try {
      return ask(command);
    } catch (ApexException failed) {
      if (failed.code() == ErrorCode.BUG) throw failed;
      restsUntil = System.nanoTime() + REST.toNanos();
      return otherwise.get();
    }
  }

  /// Asks Redis itself, also while it is left alone.
  <T> T ask(Function<RedisClient, T> command) {
    try {
      return command.apply(client);
    } catch (JedisException failed) {
      // Its idle neighbours are of the same age: each would fail one more caller.
      if (failed instanceof JedisConnectionException) client.getPool().clear();
      throw RedisFailure.of(failed);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private boolean resting() {
    return restsUntil - System.nanoTime() > 0;
  }

  private static RedisClient client(RedisConfig config) {
    var address = config.address();
    var millis = (int) config.patience().toMillis();
    var settings =
        DefaultJedisClientConfig.builder()
            .resp2()
            .user(JedisURIHelper.getUser(address))
            .password(JedisURIHelper.getPassword(address))
            .database(JedisURIHelper.getDBIndex(address))
            .ssl(JedisURIHelper.isRedisSSLScheme(address))
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis)
            .blockingSocketTimeoutMillis(60_000)
            .clientName("apex")
            .build();
    return RedisClient.builder()
        .hostAndPort(
            new HostAndPort(address.getHost(), address.getPort() < 0 ? 6379 : address.getPort()))
        .clientConfig(settings)
        .poolConfig(pool(config))
        .build();
  }

  private static ConnectionPoolConfig pool(RedisConfig config) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(config.connections());
    pool.setMaxIdle(config.connections());
    pool.setMinIdle(0);
    pool.setMaxWait(config.patience());
    return pool;
  }
}
