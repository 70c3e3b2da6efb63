package apex.edge.socket;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connections of one endpoint. Used by the server: it hands each upgraded connection to
/// [#serve] on the connection's own thread.
public final class Sockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  private final SocketEndpoint endpoint;
  private final SocketLimits limits;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch;

  public Sockets(SocketEndpoint endpoint, SocketLimits limits) {
    this.endpoint = endpoint;
    this.limits = limits;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("socket watch").factory());
  }

  /// Begins to look after idle and dead connections.
  public void start() {
    watch.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /// Serves one connection until it has ended. The upgrade has been answered.
  public void serve(Handshake handshake, Wire wire) {
    var socket = new Socket(wire, limits);
    open.add(socket);
    var writer = Thread.ofVirtual().name("socket " + socket.id()).start(socket::write);
    try {
      accepted(handshake, socket, wire);
    } finally {
      linger(writer);
      open.remove(socket);
      socket.cut(Closing.GONE);
    }
  }

  /// Tells every client that this process goes away, and waits for them at most `patience`.
  public void stop(Duration patience) throws InterruptedException {
    open.forEach(socket -> socket.close(new Closing(Closing.GOING_AWAY, "the server stops")));
    var until = System.nanoTime() + patience.toNanos();
    while (!open.isEmpty() && System.nanoTime() < until) Thread.sleep(Duration.ofMillis(5));
    close();
  }

  @Override
  public void close() {
    watch.shutdownNow();
    open.forEach(socket -> socket.cut(Closing.GONE));
  }

  private void accepted(Handshake handshake, Socket socket, Wire wire) {
    SocketListener listener;
    try {
      listener = endpoint.accept(handshake);
    } catch (Exception refused) {
      end(socket, refused);
      drain(socket, new FrameReader(wire, limits), wire);
      return;
    }
    try {
      hear(socket, listener, wire);
    } finally {
      told(socket, listener);
    }
  }

  private void hear(Socket socket, SocketListener listener, Wire wire) {
    var frames = new FrameReader(wire, limits);
    try {
      listener.opened(socket);
      while (socket.open()) dispatch(socket, listener, next(frames, wire));
    } catch (IOException gone) {
      socket.cut(Closing.GONE);
    } catch (Exception refused) {
      end(socket, refused);
    }
    drain(socket, frames, wire);
  }

  private static void dispatch(Socket socket, SocketListener listener, Inbound inbound)
      throws InterruptedException {
    socket.heard(inbound);
    switch (inbound) {
      case Inbound.Text(var text) -> listener.text(socket, text);
      case Inbound.Rejected(var why) -> listener.rejected(socket, why);
      case Inbound.Ping _, Inbound.Pong _ -> {}
      case Inbound.Close(var why) -> socket.echo(why);
      case Inbound.Violation(var answer) -> socket.close(answer);
    }
  }

  /// The next frame; a client may be silent between two, not inside one.
  private static Inbound next(FrameReader frames, Wire wire) throws IOException {
    while (true) {
      try {
        wire.await();
        break;
      } catch (SocketTimeoutException silent) {
        continue;
      }
    }
    return frames.next();
  }

  /// Reads on until the client has closed too, so that it gets to see our close frame.
  private static void drain(Socket socket, FrameReader frames, Wire wire) {
    try {
      while (!socket.closedByClient()) {
        var inbound = next(frames, wire);
        if (inbound instanceof Inbound.Close || inbound instanceof Inbound.Violation) return;
      }
    } catch (IOException gone) {
      socket.cut(Closing.GONE);
    }
  }

  private static void end(Socket socket, Exception why) {
    switch (why) {
      case ApexException refused -> socket.close(refused.code());
      case InterruptedException _ -> {
        Thread.currentThread().interrupt();
        socket.cut(Closing.GONE);
      }
      default -> {
        LOG.error("socket {} failed", socket.id(), why);
        socket.close(ErrorCode.BUG);
      }
    }
  }

  private static void told(Socket socket, SocketListener listener) {
    try {
      listener.closed(socket, socket.closing());
    } catch (RuntimeException broken) {
      LOG.error("the listener of socket {} failed to close", socket.id(), broken);
    }
  }

  private void linger(Thread writer) {
    try {
      writer.join(limits.closePatience());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    var now = System.nanoTime();
    open.forEach(socket -> socket.tick(now));
  }
}
