package apex.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Breaker.Rule QUICK = new Breaker.Rule(10, 5, 0.5, Duration.ofMillis(50), 2);

  @Test
  void anAnswerPasses() {
    assertThat(guard().once(() -> 7)).isEqualTo(7);
  }

  @Test
  void onlyWhatMayBeRepeatedIsRepeated() {
    var asked = new AtomicInteger();
    Supplier<Integer> secondTime = () -> asked.incrementAndGet() < 2 ? fail(down()) : asked.get();
    assertThat(guard().repeatable(secondTime)).isEqualTo(2);
    asked.set(0);
    assertThatThrownBy(() -> guard().once(secondTime)).hasMessage("refused");
    asked.set(0);
    assertThatThrownBy(() -> guard().repeatable(secondTime, () -> asked.get() == 0))
        .as("something was begun that counts")
        .hasMessage("refused");
  }

  @Test
  void whatCannotHelpIsNotRepeated() {
    for (var failure : List.of(wrong(), late(), full())) {
      var asked = new AtomicInteger();
      assertThatThrownBy(() ->
              guard()
                  .repeatable(() -> {
                    asked.incrementAndGet();
                    return fail(failure);
                  }))
          .isSameAs(failure);
      assertThat(asked).as(failure.getMessage()).hasValue(1);
    }
  }

  @Test
  void retriesStayWithinTheirShareWhateverFails() {
    var asked = new AtomicInteger();
    var tolerant = new Breaker.Rule(100, 100, 1, Duration.ofMillis(1), 1);
    var limits = limits(LONG, 8).with(tolerant);
    var retry = new Retry(3, Duration.ofNanos(1), Duration.ofNanos(2));
    var guard =
        new Guard(
            "it",
            new Guard.Limits(
                limits.budget(),
                limits.ceiling(),
                limits.atOnce(),
                limits.waitersMax(),
                limits.placePatience(),
                tolerant,
                retry));
    for (int i = 0; i < 60; i++)
      assertThatThrownBy(() ->
              guard.repeatable(() -> {
                asked.incrementAndGet();
                return fail(down());
              }))
          .isInstanceOf(ApexException.class);
    assertThat(guard.counts().retries()).isBetween(10L, 16L);
    assertThat(asked).hasValue(60 + (int) guard.counts().retries());
  }

  @Test
  void anOpenBreakerRefusesAndSaysWhatTheLastOneSaid() {
    var guard = new Guard("it", limits(LONG, 8).with(Breaker.Rule.STANDARD));
    failing(guard, 5);
    var asked = new AtomicInteger();
    assertThatThrownBy(() -> guard.once(asked::incrementAndGet))
        .isInstanceOfSatisfying(
            ApexException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.DEPENDENCY_DOWN);
              assertThat(refused.failure().category()).isEqualTo(Category.REFUSED);
            })
        .hasMessage(
            "it is left alone for up to 1000 ms, since its calls fail; the last said: refused");
    assertThat(asked).hasValue(0);
    assertThat(guard.counts().refused()).isEqualTo(1);
    assertThat(guard.counts().opened()).isEqualTo(1);
  }

  @Test
  void itAsksAgainByItselfAndClosesWhenAnswered() {
    var guard = guard();
    failing(guard, 5);
    assertThat(guard.counts().state()).isEqualTo("open");
    await().until(() -> answers(guard) && guard.counts().state().equals("closed"));
  }

  @Test
  void theCallersFaultsAreNotTheDependencys() {
    var guard = guard();
    for (int i = 0; i < 50; i++)
      assertThatThrownBy(() -> guard.once(() -> fail(wrong()))).hasMessage("no such thing");
    assertThat(guard.counts().state()).isEqualTo("closed");
    assertThat(guard.counts().failures()).isZero();
  }

  @Test
  void aProbeIsLetThroughAnOpenBreaker() {
    var guard = new Guard("it", limits(LONG, 8).with(Breaker.Rule.STANDARD));
    failing(guard, 5);
    var asked = new AtomicInteger();
    Guard.probing(() -> guard.once(asked::incrementAndGet));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aSocketThatNeverAnswersIsLeftAndLaterCallsAreNotDisturbed() throws Exception {
    var guard = new Guard("it", limits(SHORT, 8));
    for (int i = 0; i < 20; i++) guard.once(() -> 1);
    var seen = new AtomicReference<Throwable>(new AssertionError("nothing was thrown"));
    var interrupted = new AtomicReference<>(true);
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  guard.once(() -> read(silent.getLocalPort()));
                } catch (ApexException late) {
                  seen.set(late);
                  interrupted.set(Thread.interrupted());
                }
              });
      assertThat(caller.join(Duration.ofSeconds(30))).as("the socket was closed under it").isTrue();
    }
    assertThat(seen.get()).hasMessage("it did not answer within 100 ms");
    assertThat(((ApexException) seen.get()).failure().category()).isEqualTo(Category.TIMEOUT);
    assertThat(interrupted).as("the interrupt is used up").hasValue(false);
    assertThat(guard.counts().timeouts()).isEqualTo(1);
  }

  @Test
  void theCallersOwnDeadlineEndsTheCallAndBlamesNobody() {
    var guard = guard();
    assertThatThrownBy(() -> Deadline.in(SHORT).during(() -> guard.once(GuardTest::forEver)))
        .isInstanceOfSatisfying(
            ApexException.class,
            late -> assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    assertThat(guard.counts().failures()).isZero();
    assertThatThrownBy(() -> Deadline.in(Duration.ZERO).during(() -> guard.once(() -> 1)))
        .hasMessage("asking it took too long");
  }

  @Test
  void noMoreThanThePlacesAreUnderWayAndTooManyWaitersAreRefused() throws Exception {
    var guard =
        new Guard(
            "it", new Guard.Limits(LONG, LONG, 2, 1, LONG, Breaker.Rule.STANDARD, Retry.STANDARD));
    var release = new CountDownLatch(1);
    var inside = new AtomicInteger();
    var callers = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++)
      callers.add(
          Thread.ofVirtual()
              .start(() ->
                  guard.once(() -> {
                    inside.incrementAndGet();
                    return waitFor(release);
                  })));
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> Deadline.in(SHORT).during(() -> guard.once(() -> 1)))
                .hasMessage("it is asked as much as it can take, 2 calls at once: 1 wait already"));
    assertThat(inside).hasValue(2);
    release.countDown();
    for (var caller : callers) assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
    assertThat(inside).hasValue(3);
  }

  private static Guard guard() {
    return new Guard("it", limits(LONG, 8).with(QUICK));
  }

  private static Guard.Limits limits(Duration budget, int atOnce) {
    return Guard.Limits.of(budget, LONG, atOnce);
  }

  private static void failing(Guard guard, int times) {
    for (int i = 0; i < times; i++)
      assertThatThrownBy(() -> guard.once(() -> fail(down()))).hasMessage("refused");
  }

  private static boolean answers(Guard guard) {
    try {
      return guard.once(() -> true);
    } catch (ApexException notYet) {
      return false;
    }
  }

  private static <T> T fail(ApexException failure) {
    throw failure;
  }

  private static ApexException down() {
    return of(ErrorCode.DEPENDENCY_DOWN, Category.REFUSED, "refused");
  }

  private static ApexException late() {
    return of(ErrorCode.DEPENDENCY_DOWN, Category.TIMEOUT, "late");
  }

  private static ApexException full() {
    return of(ErrorCode.OVER_CAPACITY, Category.CAPACITY, "full");
  }

  private static ApexException wrong() {
    return of(ErrorCode.BUG, Category.CALLER, "no such thing");
  }

  private static ApexException of(ErrorCode code, Category category, String said) {
    return new ApexException(code, Failure.of(category, said), new IllegalStateException(said));
  }

  private static int read(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.getInputStream().read();
    } catch (java.io.IOException closed) {
      throw new java.io.UncheckedIOException(closed);
    }
  }

  private static Integer forEver() {
    return waitFor(new CountDownLatch(1));
  }

  private static Integer waitFor(CountDownLatch latch) {
    try {
      latch.await();
      return 1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
