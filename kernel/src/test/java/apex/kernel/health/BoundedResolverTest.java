package apex.kernel.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BoundedResolverTest {
  private static final InetAddressResolver.LookupPolicy ANY =
      InetAddressResolver.LookupPolicy.of(InetAddressResolver.LookupPolicy.IPV4);

  @Test
  void hungLookUpsOfVirtualThreadsLeaveTheOthersRunning() throws Exception {
    var release = new CountDownLatch(1);
    var resolver = BoundedResolver.over(hanging(release), Duration.ofMillis(300));
    var given = new AtomicInteger();
    var gaveUp = new CountDownLatch(20);
    for (int i = 0; i < 20; i++)
      Thread.ofVirtual()
          .start(() -> {
            try {
              given.addAndGet((int) resolver.lookupByName("hung.test", ANY).count());
            } catch (UnknownHostException silent) {
              gaveUp.countDown();
            }
          });
    var ran = new CountDownLatch(1);
    Thread.ofVirtual().start(ran::countDown);
    assertThat(ran.await(2, TimeUnit.SECONDS)).isTrue();
    assertThat(gaveUp.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(given).hasValue(0);
    release.countDown();
  }

  @Test
  void theJdkUsesItAndNamesAreStillFound() throws Exception {
    var found = new java.util.concurrent.CompletableFuture<InetAddress>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            found.complete(InetAddress.getByName("localhost"));
          } catch (UnknownHostException lost) {
            found.completeExceptionally(lost);
          }
        });
    assertThat(found.get(5, TimeUnit.SECONDS).isLoopbackAddress()).isTrue();
  }

  private static InetAddressResolver hanging(CountDownLatch release) {
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
        while (release.getCount() > 0)
          try {
            release.await();
          } catch (InterruptedException swallowed) {
            continue;
          }
        return Stream.of(InetAddress.getLoopbackAddress());
      }

      @Override
      public String lookupByAddress(byte[] address) {
        return "hung.test";
      }
    };
  }
}
