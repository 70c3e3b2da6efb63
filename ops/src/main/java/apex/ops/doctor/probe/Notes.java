package apex.ops.doctor.probe;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Thrown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What an examination has seen so far. The examiner writes, and whoever waits reads when the
/// deadline is over, however far it came. Shared.
public final class Notes {
  private final List<Observation> observations = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<InetAddress> addresses = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final List<Socket> open = new ArrayList<>();
  private Optional<Layer> current = Optional.empty();
  private Optional<Reply> reply = Optional.empty();
  private long began = System.nanoTime();
  private boolean closed;

  /// An answer of HTTP.
  public record Reply(int status, String mediaType, String body) {}

  /// All of it, at one moment.
  public record Seen(
      List<Observation> observations,
      List<String> warnings,
      List<InetAddress> addresses,
      Optional<Reply> reply,
      long sent,
      long received,
      long connections) {
    public Seen {
      observations = List.copyOf(observations);
      warnings = List.copyOf(warnings);
      addresses = List.copyOf(addresses);
    }

    /// Where it went wrong, if it did.
    public Optional<Failure> failure() {
      return observations.stream().flatMap(seen -> seen.failure().stream()).findFirst();
    }

    public Optional<Observation> at(Layer layer) {
      return observations.stream().filter(seen -> seen.layer() == layer).findFirst();
    }

    /// The layer that took longest.
    public Duration slowest() {
      return observations.stream()
          .map(Observation::took)
          .max(Duration::compareTo)
          .orElse(Duration.ZERO);
    }

    /// All layers together.
    public Duration took() {
      return observations.stream().map(Observation::took).reduce(Duration.ZERO, Duration::plus);
    }
  }

  synchronized void begin(Layer layer) {
    current = Optional.of(layer);
    began = System.nanoTime();
  }

  synchronized void pass(String evidence) {
    note(Observation.Mark.PASSED, evidence, Optional.empty());
  }

  synchronized void notAsked(Layer layer, String why) {
    if (closed) return;
    observations.add(
        new Observation(layer, Observation.Mark.NOT_ASKED, Duration.ZERO, why, Optional.empty()));
  }

  synchronized void fail(Throwable thrown) {
    fail(Thrown.read(thrown));
  }

  /// A failure to find an address is one of resolution, whatever it looked like.
  synchronized void fail(Failure failure) {
    var resolving = current.filter(layer -> layer == Layer.RESOLVE).isPresent();
    var read =
        resolving && failure.category() != Category.RESOLUTION
            ? Failure.of(Category.RESOLUTION, failure.cause())
            : failure;
    note(Observation.Mark.FAILED, read.cause(), Optional.of(read));
  }

  private void note(Observation.Mark mark, String evidence, Optional<Failure> failure) {
    if (closed || current.isEmpty()) return;
    var took = Duration.ofNanos(System.nanoTime() - began);
    observations.add(new Observation(current.get(), mark, took, evidence, failure));
    current = Optional.empty();
  }

  /// Works, and something about it will not for long.
  synchronized void warn(String what) {
    if (!closed) warnings.add(what);
  }

  synchronized void resolved(List<InetAddress> found) {
    addresses.addAll(found);
  }

  synchronized void answered(Reply answer) {
    if (!closed) reply = Optional.of(answer);
  }

  /// A socket that is closed when the deadline is over, which frees a thread that waits on it.
  synchronized void opened(Socket socket) throws IOException {
    connections.incrementAndGet();
    open.add(socket);
    if (closed) socket.close();
  }

  void sent(long bytes) {
    sent.addAndGet(bytes);
  }

  void received(long bytes) {
    received.addAndGet(bytes);
  }

  void end() {
    done.countDown();
    closeSockets();
  }

  /// What is written down when the examination ends, or after `patience` at the latest; a layer
  /// that was being asked then has not answered.
  public Seen await(Duration patience, Duration deadline) throws InterruptedException {
    if (!done.await(patience.toNanos(), TimeUnit.NANOSECONDS)) giveUp(deadline);
    return seen();
  }

  private synchronized void giveUp(Duration deadline) {
    current.ifPresent(layer -> fail(silent(layer, deadline)));
    closed = true;
    // On a thread of its own: closing waits for a linger time that a socket may have.
    Thread.ofVirtual().start(this::closeSockets);
  }

  private static Failure silent(Layer layer, Duration deadline) {
    var category = layer == Layer.RESOLVE ? Category.RESOLUTION : Category.TIMEOUT;
    return Failure.of(
        category,
        "%s: no answer within the deadline of %d ms".formatted(layer.label(), deadline.toMillis()));
  }

  private void closeSockets() {
    for (var socket : sockets())
      try {
        socket.close();
      } catch (IOException gone) {
        // then it is closed
      }
  }

  private synchronized List<Socket> sockets() {
    return List.copyOf(open);
  }

  private synchronized Seen seen() {
    return new Seen(
        observations, warnings, addresses, reply, sent.get(), received.get(), connections.get());
  }
}
