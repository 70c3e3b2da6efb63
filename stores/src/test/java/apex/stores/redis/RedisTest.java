package apex.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.embedded.RealRedis;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.RunId;
import apex.stores.postgres.Fresh;
import apex.stores.postgres.RateTable;
import apex.stores.postgres.TicketTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every promise holds with Redis and, after Redis was killed, without.
class RedisTest {
  private static final RealRedis SERVER = RealRedis.own();
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-01T12:00:10Z"));

  private final Redis redis = new Redis(new RedisConfig(new Secret(SERVER.url())));
  private final Tickets tickets = new Tickets(redis, new TicketTable(Fresh.backend()));
  private final RateLimits limits = new RateLimits(redis, new RateTable(Fresh.backend()), NOON);
  private final Identity ada =
      new Identity(
          UserId.random(),
          SessionId.random(),
          new Workspace(WorkspaceId.random(), true),
          Role.EDITOR);
  private boolean killed;

  @AfterEach
  void startAgain() {
    redis.close();
    if (killed) SERVER.startAgain();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTicketIsGoodOnce(boolean up) {
    with(up);
    var ticket = tickets.issue(ada);
    var taken = IntStream.range(0, 8).parallel().mapToObj(_ -> tickets.take(ticket)).toList();
    assertThat(taken.stream().flatMap(Optional::stream)).containsExactly(ada);
    assertThat(tickets.take(tickets.issue(ada) + "x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTicketHas256RandomBits(boolean up) {
    with(up);
    assertThat(java.util.Base64.getUrlDecoder().decode(tickets.issue(ada))).hasSize(32);
    assertThat(tickets.issue(ada)).isNotEqualTo(tickets.issue(ada));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theMinutesAllowanceIsCountedForEachUserAndAction(boolean up) {
    with(up);
    for (int i = 0; i < 3; i++) assertThat(limits.count(ada.user(), "messages", 3)).isEmpty();
    assertThat(limits.count(ada.user(), "messages", 3)).contains(Duration.ofSeconds(50));
    assertThat(limits.count(ada.user(), "imports", 3)).isEmpty();
    assertThat(limits.count(UserId.random(), "messages", 3)).isEmpty();
    assertThatThrownBy(() -> limits.require(ada.user(), "messages", 3))
        .isInstanceOf(ApexException.class)
        .hasMessageContaining("at most 3 messages a minute");
  }

  @Test
  void aTicketIssuedWithoutRedisIsGoodOnceRedisIsBack() {
    with(false);
    var ticket = tickets.issue(ada);
    SERVER.startAgain();
    killed = false;
    assertThat(tickets.take(ticket)).contains(ada);
    assertThat(tickets.take(ticket)).isEmpty();
  }

  @Test
  void aTicketInRedisExpires() {
    var ticket = tickets.issue(ada);
    var left =
        redis.ask(
            client -> client.pttl("ticket:" + apex.stores.postgres.TokenHash.of(ticket).hex()));
    assertThat(left).isBetween(25_000L, 30_000L);
  }

  @Test
  void aHintReachesOtherProcessesAndComesBackAfterRedisWasAway() {
    try (var here = new LiveHints(redis, 10);
        var there = new LiveHints(redis, 10)) {
      var run = RunId.random();
      var hints = new AtomicInteger();
      try (var _ = there.listen(run, hints::incrementAndGet)) {
        untilHinted(here, run, hints);
        SERVER.kill();
        SERVER.startAgain();
        hints.set(0);
        untilHinted(here, run, hints);
      }
    }
  }

  @Test
  void aHintReachesItsOwnProcessWithoutRedis() {
    with(false);
    try (var hints = new LiveHints(redis, 1)) {
      var run = RunId.random();
      var heard = new AtomicInteger();
      try (var _ = hints.listen(run, heard::incrementAndGet)) {
        hints.publish(run);
        assertThat(heard).hasValue(1);
        assertThatThrownBy(() -> hints.listen(run, () -> {})).hasMessageContaining("at most 1");
      }
      hints.publish(run);
      assertThat(heard).hasValue(1);
    }
  }

  @Test
  void theProbeTellsARedisThatWorksFromOneThatDoesNot() {
    new RedisProbe(redis).ask();
    with(false);
    assertThatThrownBy(() -> new RedisProbe(redis).ask()).isInstanceOf(ApexException.class);
  }

  @Test
  void aWrongPasswordIsAMatterOfConfiguration() {
    var url = SERVER.url().replaceFirst("redis://:[^@]*@", "redis://:wrong@");
    try (var stranger = new Redis(new RedisConfig(new Secret(url)))) {
      assertThatThrownBy(() -> new RedisProbe(stranger).ask())
          .isInstanceOfSatisfying(
              ApexException.class,
              refused ->
                  assertThat(refused.code())
                      .isEqualTo(apex.kernel.failure.ErrorCode.CONFIGURATION));
    }
  }

  private void untilHinted(LiveHints from, RunId run, AtomicInteger hints) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          from.publish(run);
          return hints.get() > 0;
        });
  }

  private void with(boolean up) {
    if (up) return;
    SERVER.kill();
    killed = true;
  }
}
