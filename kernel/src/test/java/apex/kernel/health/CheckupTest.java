package apex.kernel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private static final Duration DEADLINE = Duration.ofMillis(400);

  @Test
  void twentyHungDependenciesAnswerWithinOneDeadline() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var release = new CountDownLatch(1);
      var names = new Names(host -> hungLookUp(release));
      var probes = new ArrayList<Probe>();
      for (int i = 0; i < 20; i++) probes.add(hung(i, silent, names, release));
      Checkup.run(List.of(hung(1, silent, names, release)), Duration.ofMillis(50)); // loads classes
      var began = System.nanoTime();
      var verdicts = Checkup.run(probes, DEADLINE);
      var took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(verdicts).hasSize(20);
      assertThat(verdicts.values()).allMatch(verdict -> verdict instanceof Verdict.Unknown);
      assertThat(took).isLessThan(DEADLINE.multipliedBy(4)); // to the millisecond: bench hung
      assertThat(Checkup.stuck()).isGreaterThan(0);
      release.countDown();
    }
  }

  private static Probe hung(int i, ServerSocket silent, Names names, CountDownLatch release) {
    return probe(
        "hung_" + i,
        () -> {
          switch (i % 3) {
            case 0 -> names.addresses("hung-%d.test".formatted(i), Duration.ofHours(1));
            case 1 -> readOneByte(silent.getLocalPort());
            default -> swallowInterrupts(release);
          }
        });
  }

  private static void readOneByte(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void swallowInterrupts(CountDownLatch release) {
    while (release.getCount() > 0)
      try {
        release.await();
      } catch (InterruptedException swallowed) {
        continue;
      }
  }

  private static List<InetAddress> hungLookUp(CountDownLatch release) throws UnknownHostException {
    swallowInterrupts(release);
    throw new UnknownHostException("late");
  }

  @Test
  void aHungLookUpLeavesOthersTheirThreads() throws Exception {
    var release = new CountDownLatch(1);
    var names =
        new Names(host ->
            host.equals("well.test")
                ? List.of(InetAddress.getLoopbackAddress())
                : hungLookUp(release));
    assertThatThrownBy(() -> names.addresses("hung.test", Duration.ofMillis(50)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("did not answer within 50 ms");
    assertThat(names.addresses("well.test", Duration.ofSeconds(5))).hasSize(1);
    release.countDown();
  }

  @Test
  void moreLookUpsThanThereIsRoomForAreRefusedInWords() throws Exception {
    var release = new CountDownLatch(1);
    var names = new Names(host -> hungLookUp(release));
    var refused = new AtomicInteger();
    for (int i = 0; i < 80; i++)
      try {
        names.addresses("hung-%d.test".formatted(i), Duration.ofMillis(1));
      } catch (UnknownHostException why) {
        if (why.getMessage().contains("72 look-ups")) refused.incrementAndGet();
      }
    assertThat(refused).hasValue(8);
    release.countDown();
  }

  @Test
  void aProbeThatCallsItsDriverWronglyIsUnknownAndNotTheStoresFault() throws Exception {
    var drift =
        probe(
            "database_redis",
            () -> {
              throw new NoSuchMethodError("'set(String, String, expire_seconds)'");
            });
    var verdict = Checkup.run(List.of(drift)).get("database_redis");
    assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
    assertThat(verdict.kind()).hasValue(Category.CALLER);
    assertThat(verdict.trouble().orElseThrow()).startsWith("the probe is wrong");
  }

  @Test
  void slowerThanItsThresholdIsDegradedAndSaysBoth() throws Exception {
    var slow =
        new Probe() {
          @Override
          public String service() {
            return "slow";
          }

          @Override
          public Duration threshold() {
            return Duration.ofNanos(1);
          }

          @Override
          public void ask() {}
        };
    assertThat(Checkup.run(List.of(slow)).get("slow").trouble().orElseThrow())
        .contains("threshold 0 ms");
  }

  interface Asking {
    void ask() throws Exception;
  }

  static Probe probe(String service, Asking asking) {
    return new Probe() {
      @Override
      public String service() {
        return service;
      }

      @Override
      public void ask() throws Exception {
        asking.ask();
      }
    };
  }
}
