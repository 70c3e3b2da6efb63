package apex.embedded.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One connection through the proxy: two pumps, each on a virtual thread.
final class Link {
  private static final int PIECE = 16 * 1024;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Socket client;
  private final Socket server;
  private final Random random;
  private final Toxics toxics;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean bytesMissing;

  /// Those of one direction, as they are now.
  interface Toxics {
    List<Toxic> now(boolean downstream);
  }

  Link(Socket client, Socket server, long seed, Toxics toxics) {
    this.client = client;
    this.server = server;
    this.random = new Random(seed);
    this.toxics = toxics;
  }

  void run(InetSocketAddress target, int connectMillis) {
    try (client;
        server) {
      connect(target, connectMillis);
      var up = Thread.ofVirtual().start(() -> pump(client, server, false));
      pump(server, client, true);
      up.join();
    } catch (IOException refused) {
      close();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
    }
  }

  /// What the address refuses is a reset to the client, told before its socket is closed.
  private void connect(InetSocketAddress target, int connectMillis) throws IOException {
    try {
      client.setTcpNoDelay(true);
      server.connect(target, connectMillis);
      server.setTcpNoDelay(true);
    } catch (IOException refused) {
      reset();
      throw refused;
    }
  }

  void reset() {
    lingerNot(client);
    lingerNot(server);
    close();
  }

  private static void lingerNot(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException gone) {
      // then there is nobody to be told
    }
  }

  /// Bytes that were swallowed are missing for good: the connection is of no more use.
  void healed() {
    if (bytesMissing) close();
  }

  private void close() {
    closed.countDown();
    try (client;
        server) {
      bytesMissing = false;
    } catch (IOException gone) {
      return;
    }
  }

  private void pump(Socket from, Socket to, boolean downstream) {
    var passed = new long[1];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      var piece = new byte[PIECE];
      for (int n = in.read(piece); n >= 0; n = in.read(piece))
        if (!pass(Arrays.copyOf(piece, n), out, downstream, passed)) return;
      end(to, downstream);
    } catch (IOException gone) {
      close();
    }
  }

  private boolean pass(byte[] piece, OutputStream out, boolean downstream, long[] passed)
      throws IOException {
    for (var toxic : toxics.now(downstream)) if (!poisoned(toxic, piece, out, passed)) return false;
    if (bytesMissing || closed.getCount() == 0) return closed.getCount() > 0;
    if (!sliced(piece, out, downstream)) out.write(piece);
    passed[0] += piece.length;
    return true;
  }

  /// Whether the connection goes on.
  private boolean poisoned(Toxic toxic, byte[] piece, OutputStream out, long[] passed)
      throws IOException {
    switch (toxic) {
      case Toxic.Latency(var delay, var jitter) -> rest(jittered(delay, jitter));
      case Toxic.Bandwidth(var rate) ->
          rest(Duration.ofNanos(piece.length * 1_000_000_000L / rate));
      case Toxic.Timeout(var until) -> {
        bytesMissing = true;
        if (until.isPositive()) {
          rest(until);
          close();
          return false;
        }
      }
      case Toxic.ResetPeer(var after) -> {
        rest(after);
        reset();
        return false;
      }
      case Toxic.LimitData(var bytes) -> {
        if (passed[0] + piece.length > bytes) {
          out.write(piece, 0, (int) Math.max(0, bytes - passed[0]));
          close();
          return false;
        }
      }
      case Toxic.SlowClose _, Toxic.Slicer _ -> {}
    }
    return true;
  }

  private boolean sliced(byte[] piece, OutputStream out, boolean downstream) throws IOException {
    for (var toxic : toxics.now(downstream))
      if (toxic instanceof Toxic.Slicer(var bytes, var delay)) {
        for (int at = 0; at < piece.length && closed.getCount() > 0; at += bytes) {
          if (at > 0) rest(delay);
          out.write(piece, at, Math.min(bytes, piece.length - at));
        }
        return true;
      }
    return false;
  }

  private void end(Socket to, boolean downstream) throws IOException {
    for (var toxic : toxics.now(downstream))
      switch (toxic) {
        case Toxic.SlowClose(var delay) -> rest(delay);
        // Not even the end comes through: an end would be an answer.
        case Toxic.Timeout(var until) -> rest(until.isZero() ? FOR_EVER : until);
        default -> {}
      }
    if (!to.isClosed()) to.shutdownOutput();
  }

  private Duration jittered(Duration delay, Duration jitter) {
    if (jitter.isZero()) return delay;
    var more = Duration.ofNanos((long) ((random.nextDouble() * 2 - 1) * jitter.toNanos()));
    return delay.plus(more).isNegative() ? Duration.ZERO : delay.plus(more);
  }

  /// Ends early when the connection does.
  private void rest(Duration time) {
    try {
      closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
