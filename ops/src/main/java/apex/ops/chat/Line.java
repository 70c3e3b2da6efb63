package apex.ops.chat;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Session;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection, from its ticket to its end. Frames wait in a bounded queue; a reader
/// that is slower than the house slows the house.
final class Line implements AutoCloseable {
  private static final int FRAMES_WAITING_MAX = 1_000;

  private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(FRAMES_WAITING_MAX);
  private final ReentrantLock sending = new ReentrantLock();
  private final WebSocket socket;

  private Line(Session session, URI address) {
    this.socket =
        session
            .house()
            .http()
            .newWebSocketBuilder()
            .connectTimeout(session.house().settings().connect())
            .buildAsync(address, new Ear())
            .join();
  }

  /// Fetches a ticket and connects with it.
  static Line open(Session session) {
    var ticket = session.ticket();
    try {
      return new Line(session, address(session.house().backend(), ticket));
    } catch (CompletionException refused) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the WebSocket of %s does not open: %s"
              .formatted(session.house().backend(), refused.getCause()),
          refused);
    }
  }

  private static URI address(URI backend, String ticket) {
    var query = "?ticket=" + URLEncoder.encode(ticket, StandardCharsets.UTF_8);
    return URI.create(backend.toString().replaceFirst("^http", "ws") + "/ws" + query);
  }

  /// False when the connection is gone.
  boolean send(Object frame) {
    sending.lock();
    try {
      socket.sendText(Json.write(frame), true).join();
      return true;
    } catch (CompletionException | IllegalStateException gone) {
      return false;
    } finally {
      sending.unlock();
    }
  }

  /// The next frame; empty after `patience` without one.
  Optional<Frame> next(Duration patience) {
    try {
      return Optional.ofNullable(frames.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "stopped while waiting for an event", stopped);
    }
  }

  /// Cuts the connection without a word, as a broken network does. The listener of an aborted
  /// socket is told nothing, so the end is put in here.
  void cut() {
    socket.abort();
    while (!frames.offer(new Frame.Closed(1006, "cut"))) frames.clear();
  }

  @Override
  public void close() {
    sending.lock();
    try {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    } catch (CompletionException | IllegalStateException gone) {
      socket.abort();
    } finally {
      sending.unlock();
    }
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public void onOpen(WebSocket opened) {
      opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean whole) {
      parts.append(text);
      if (whole) hear(parts.toString());
      from.request(1);
      return null;
    }

    private void hear(String text) {
      parts.setLength(0);
      put(Frame.read(text));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      put(new Frame.Closed(status, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
      put(new Frame.Closed(1006, String.valueOf(broken.getMessage())));
    }

    private void put(Frame frame) {
      try {
        frames.put(frame);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
