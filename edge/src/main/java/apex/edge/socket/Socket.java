package apex.edge.socket;

import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// One open connection, to speak to. Any thread may send; one thread writes, so frames are whole
/// and in the order in which each sender sent them. A client that does not read fast enough loses
/// its connection (1013 OVER_CAPACITY) instead of holding memory or anybody else.
public final class Socket {
  private final String id = UUID.randomUUID().toString();
  private final Wire wire;
  private final SocketLimits limits;
  private final Outbox outbox;
  private volatile long spokeAt = System.nanoTime();
  private volatile long heardAt = spokeAt;
  private volatile long pingedAt = spokeAt;
  private volatile long endedAt;
  private volatile Closing closing = Closing.GONE;
  private volatile boolean ended;
  private volatile boolean closedByClient;

  Socket(Wire wire, SocketLimits limits) {
    this.wire = wire;
    this.limits = limits;
    this.outbox = new Outbox(limits.queuedFramesMax(), limits.queuedBytesMax());
  }

  /// Unique among all connections.
  public String id() {
    return id;
  }

  /// Whether nothing has ended it yet.
  public boolean open() {
    return !ended;
  }

  /// Queues a text and returns at once. False when the connection has ended, or ends because too
  /// much waits for it already.
  public boolean send(String text) {
    spokeAt = System.nanoTime();
    return queue(Frames.text(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Ends it after what is queued, with the error code's name as reason. Only the first close
  /// counts.
  public void close(ErrorCode why) {
    close(Closing.of(why));
  }

  /// As [#close(ErrorCode)], in other words.
  public void close(Closing why) {
    if (end(why)) outbox.end(Frames.close(why));
  }

  /// Answers the client's close frame with the same code.
  void echo(Closing why) {
    closedByClient = true;
    if (end(why)) outbox.end(Frames.close(why.code() == 1005 ? new Closing(1000, "") : why));
  }

  boolean closedByClient() {
    return closedByClient;
  }

  /// Writes what is queued until the last frame; for the one writing thread.
  void write() {
    try {
      for (var frame = outbox.take(); frame.length > 0; frame = outbox.take()) wire.write(frame);
    } catch (IOException broken) {
      cut(Closing.GONE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      cut(Closing.GONE);
    }
  }

  void heard(Inbound inbound) {
    heardAt = System.nanoTime();
    if (inbound instanceof Inbound.Text || inbound instanceof Inbound.Rejected) spokeAt = heardAt;
    if (inbound instanceof Inbound.Ping ping) queue(Frames.pong(ping.payload()));
  }

  /// Ends what is idle, dead or does not close; asks the others whether they are there.
  void tick(long now) {
    if (ended) {
      if (now - endedAt > limits.closePatience().toNanos()) wire.cut();
    } else if (now - heardAt
        > 2 * limits.pingEvery().toNanos() + limits.closePatience().toNanos()) {
      cut(Closing.GONE);
    } else if (now - spokeAt > limits.idle().toNanos()) {
      close(new Closing(Closing.GOING_AWAY, "idle for %d s".formatted(limits.idle().toSeconds())));
    } else if (now - pingedAt > limits.pingEvery().toNanos()) {
      pingedAt = now;
      queue(Frames.ping());
    }
  }

  /// Ends it without waiting for anything.
  void cut(Closing why) {
    end(why);
    outbox.end(new byte[0]);
    wire.cut();
  }

  Closing closing() {
    return closing;
  }

  private boolean queue(byte[] frame) {
    return switch (outbox.offer(frame)) {
      case QUEUED -> true;
      case ENDED -> false;
      case FULL -> {
        cut(Closing.of(ErrorCode.OVER_CAPACITY));
        yield false;
      }
    };
  }

  /// Whether this call ended it.
  private boolean end(Closing why) {
    synchronized (outbox) {
      if (ended) return false;
      closing = why;
      endedAt = System.nanoTime();
      ended = true;
      return true;
    }
  }
}
