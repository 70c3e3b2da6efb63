package apex.stores.redis;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Breaker;
import apex.kernel.resilience.Guard;
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
/// is down: there is always something else to ask.
public final class Redis implements AutoCloseable {
  /// A call waits for a connection, opens it, and waits for its answer, each for so long.
  private static final int WAITS = 3;

  private final RedisClient client;
  private final Guard guard;

  public Redis(RedisConfig config) {
    this.client = client(config);
    this.guard = new Guard("database_redis", limits(config));
  }

  /// Asks Redis, or `otherwise` when it does not work right now.
  <T> T askOr(Function<RedisClient, T> command, Supplier<T> otherwise) {
    try {
      return guard.once(() -> ask(command));
    } catch (ApexException failed) {
      if (failed.code() == ErrorCode.BUG) throw failed;
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

  /// Stands before every call; tells how asking has gone.
  public Guard guard() {
    return guard;
  }

  /// One connection is for the hints.
  private static Guard.Limits limits(RedisConfig config) {
    return Guard.Limits.of(
            config.patience(), config.patience().multipliedBy(WAITS), config.connections() - 1)
        .with(Breaker.Rule.AT_ONCE);
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
