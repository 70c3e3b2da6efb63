package apex.stores.redis;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.stores.postgres.RateTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// How often a user may do something in one minute of the clock. Counted in Redis or, while that is
/// down, in PostgreSQL.
public final class RateLimits {
  private static final String COUNT =
      """
      local n = redis.call('incr', KEYS[1])
      if n == 1 then redis.call('expire', KEYS[1], 120) end
      return n\
      """;

  private final Redis redis;
  private final RateTable table;
  private final InstantSource clock;

  public RateLimits(Redis redis, RateTable table, InstantSource clock) {
    this.redis = redis;
    this.table = table;
    this.clock = clock;
  }

  /// Counts one more; empty when it is within `perMinute`, else how long to wait.
  public Optional<Duration> count(UserId user, String action, int perMinute) {
    var now = clock.instant();
    var minute = now.getEpochSecond() / 60;
    var subject = "rate:%s:%s:%d".formatted(user, action, minute);
    long used =
        redis.askOr(
            client -> (Long) client.eval(COUNT, List.of(subject), List.of()),
            () -> table.count(subject));
    return used <= perMinute ? Optional.empty() : Optional.of(untilNext(minute, now));
  }

  /// Refuses with RATE_LIMITED when it would be more than `perMinute`.
  public void require(UserId user, String action, int perMinute) {
    count(user, action, perMinute).ifPresent(wait -> refuse(action, perMinute, wait));
  }

  private static void refuse(String action, int perMinute, Duration wait) {
    throw new ApexException(
        ErrorCode.RATE_LIMITED,
        "at most %d %s a minute".formatted(perMinute, action),
        "Try again in %d s.".formatted(Math.max(1, wait.toSeconds())));
  }

  private static Duration untilNext(long minute, Instant now) {
    return Duration.between(now, Instant.ofEpochSecond((minute + 1) * 60));
  }
}
