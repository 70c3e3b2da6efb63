package apex.kernel.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Keeps look-ups of virtual threads, whoever makes them, from holding their carriers: the JDK's
/// own is native code, and two names whose resolver is silent would stop every virtual thread of a
/// machine with two cores. They wait for one of a few platform threads instead, and no longer than
/// [#PATIENCE]. Platform threads look up as ever. Found by the JDK through `META-INF/services`.
public final class BoundedResolver extends InetAddressResolverProvider {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int THREADS = 8;
  private static final int WAITING_MAX = 64;

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return over(configuration.builtinResolver(), PATIENCE);
  }

  @Override
  public String name() {
    return "apex bounded";
  }

  static InetAddressResolver over(InetAddressResolver builtin, Duration patience) {
    var threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("resolver-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return new Bounded(builtin, threads, patience);
  }

  private record Bounded(InetAddressResolver builtin, ThreadPoolExecutor threads, Duration patience)
      implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      if (!Thread.currentThread().isVirtual()) return builtin.lookupByName(host, policy);
      try {
        return answer(threads.submit(() -> builtin.lookupByName(host, policy)), host);
      } catch (RejectedExecutionException full) {
        throw new UnknownHostException(
            "%s: %d look-ups have not been answered yet".formatted(host, THREADS + WAITING_MAX));
      }
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return builtin.lookupByAddress(address);
    }

    private Stream<InetAddress> answer(Future<Stream<InetAddress>> answer, String host)
        throws UnknownHostException {
      try {
        return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException failed) {
        throw Optional.ofNullable(failed.getCause())
            .filter(UnknownHostException.class::isInstance)
            .map(UnknownHostException.class::cast)
            .orElseGet(() -> new UnknownHostException(host + ": " + failed.getCause()));
      } catch (TimeoutException silent) {
        throw new UnknownHostException(
            "%s: the resolver did not answer within %d ms".formatted(host, patience.toMillis()));
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new UnknownHostException(host + ": stopped while looking it up");
      }
    }
  }
}
