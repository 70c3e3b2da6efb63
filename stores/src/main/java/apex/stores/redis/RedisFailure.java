package apex.stores.redis;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import apex.kernel.failure.Thrown;
import java.net.SocketTimeoutException;
import java.util.NoSuchElementException;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Turns what the client threw into our one exception, with whose move it is. A command that is
/// wrong in itself is our bug and says nothing about Redis.
final class RedisFailure {
  private RedisFailure() {}

  static ApexException of(JedisException failed) {
    var message = Optional.ofNullable(failed.getMessage()).orElse("no reason given");
    return new ApexException(code(failed, message), read(failed, message), failed);
  }

  /// Redis's own reply, or else what the network said.
  private static Failure read(JedisException failed, String message) {
    var read = failed instanceof JedisDataException ? Taxonomy.redis(message) : Thrown.read(failed);
    return named(failed, message, read).withCause("Redis: " + message);
  }

  /// A connection that could not be made is no bug of anybody, whatever the client wraps it in.
  private static Failure named(JedisException failed, String message, Failure read) {
    if (poolEmpty(failed)) return Failure.of(Category.CAPACITY, message);
    var unread = read.category() == Category.BUG || read.category() == Category.CALLER;
    return failed instanceof JedisConnectionException && unread
        ? Failure.of(Category.UNREACHABLE, message)
        : read;
  }

  private static boolean poolEmpty(Throwable failed) {
    for (Throwable at = failed; at != null; at = at.getCause())
      if (at instanceof NoSuchElementException) return true;
    return false;
  }

  private static ErrorCode code(JedisException failed, String message) {
    for (Throwable at = failed; at != null; at = at.getCause()) {
      if (at instanceof JedisAccessControlException) return ErrorCode.CONFIGURATION;
      if (at instanceof SocketTimeoutException) return ErrorCode.DEADLINE_EXCEEDED;
      if (at instanceof NoSuchElementException) return ErrorCode.OVER_CAPACITY;
    }
    return switch (failed) {
      case JedisConnectionException _ -> ErrorCode.DEPENDENCY_DOWN;
      case JedisDataException _ -> refusal(message);
      default -> ErrorCode.DEPENDENCY_DOWN;
    };
  }

  private static ErrorCode refusal(String message) {
    return switch (message.split(" ", 2)[0]) {
      case "NOAUTH", "WRONGPASS", "NOPERM" -> ErrorCode.CONFIGURATION;
      case "OOM", "BUSY" -> ErrorCode.OVER_CAPACITY;
      case "LOADING", "MASTERDOWN", "READONLY", "MISCONF", "CLUSTERDOWN", "TRYAGAIN" ->
          ErrorCode.DEPENDENCY_DOWN;
      default -> ErrorCode.BUG;
    };
  }
}
