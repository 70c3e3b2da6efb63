package apex.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RealRedisTest {
  @Test
  void itIsVersionSixAndAsksForItsPassword() {
    var redis = RealRedis.shared();
    assertThat(said(redis, redis.password(), "INFO server")).contains("redis_version:6.2");
    assertThat(said(redis, Passwords.fresh(), "PING")).startsWith("-WRONGPASS");
  }

  @Test
  void theAppendOnlyFileSurvivesKillDashNine() {
    try (var redis = RealRedis.own()) {
      assertThat(said(redis, redis.password(), "SET kept 1")).startsWith("+OK");
      redis.kill();
      redis.startAgain();
      assertThat(said(redis, redis.password(), "GET kept")).contains("1");
    }
  }

  private static String said(
      RealRedis redis, apex.kernel.environment.Secret password, String command) {
    var config = new RedisServer.Config(java.nio.file.Path.of("unused"), redis.port(), password);
    return RedisServer.command(config, command);
  }
}
