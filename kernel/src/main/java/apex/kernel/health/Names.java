package apex.kernel.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks host names up on a few platform threads of its own: the look-up is native code that no
/// interrupt reaches and that would hold the carrier of a virtual thread. Whoever asks waits no
/// longer than it wants to; two that ask for one name share one look-up. Shared.
public final class Names {
  private static final int THREADS = 8;
  private static final int WAITING_MAX = 64;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Lookup lookup;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> underWay =
      new ConcurrentHashMap<>();

  /// Answers the addresses of a name, however long that takes.
  public interface Lookup {
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }

  public Names(Lookup lookup) {
    this.lookup = lookup;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// By the resolver of this machine.
  public static Names ofThisMachine() {
    return new Names(host -> List.of(InetAddress.getAllByName(host)));
  }

  /// The addresses of `host`, at least one, within `patience`. An address needs no look-up.
  ///
  /// @throws UnknownHostException with the resolver's words, or that it did not answer
  public List<InetAddress> addresses(String host, Duration patience)
      throws UnknownHostException, InterruptedException {
    var answer = underWay.computeIfAbsent(host.toLowerCase(Locale.ROOT), this::begin);
    try {
      return answer.get(Math.max(1, patience.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      throw unknown(
          host, "the resolver did not answer within %d ms".formatted(patience.toMillis()));
    } catch (ExecutionException failed) {
      underWay.remove(host.toLowerCase(Locale.ROOT), answer);
      throw unknown(host, reason(host, failed));
    }
  }

  private CompletableFuture<List<InetAddress>> begin(String host) {
    var answer = new CompletableFuture<List<InetAddress>>();
    try {
      threads.execute(() -> look(host, answer));
    } catch (RejectedExecutionException full) {
      answer.completeExceptionally(
          new UnknownHostException(
              "%d look-ups have not been answered yet".formatted(THREADS + WAITING_MAX)));
    }
    return answer;
  }

  private void look(String host, CompletableFuture<List<InetAddress>> answer) {
    try {
      answer.complete(lookup.addresses(host));
    } catch (UnknownHostException | RuntimeException failed) {
      answer.completeExceptionally(failed);
    } finally {
      underWay.remove(host, answer);
    }
  }

  private static UnknownHostException unknown(String host, String why) {
    return new UnknownHostException("'%s': %s".formatted(host, why));
  }

  private static String reason(String host, ExecutionException failed) {
    var said =
        Optional.ofNullable(failed.getCause()).map(Throwable::getMessage).orElse("no reason given");
    return said.startsWith(host + ": ") ? said.substring(host.length() + 2) : said;
  }
}
