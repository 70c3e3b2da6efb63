package apex.edge.socket;

import java.time.Duration;

/// What one connection may use. The process that opens sockets declares the settings.
///
/// @param textBytesMax longest message in; a longer one is skipped and rejected
/// @param skippedBytesMax longest message that is skipped; a longer one closes the connection
/// @param queuedFramesMax most frames that wait for a slow reader
/// @param queuedBytesMax most bytes that wait for a slow reader
/// @param idle longest time without a text either way
/// @param pingEvery how often the client is asked whether it is there; twice unanswered is gone
/// @param closePatience longest wait for the client's close frame
public record SocketLimits(
    int textBytesMax,
    long skippedBytesMax,
    int queuedFramesMax,
    int queuedBytesMax,
    Duration idle,
    Duration pingEvery,
    Duration closePatience) {
  public SocketLimits {
    if (textBytesMax < 1 || queuedFramesMax < 1 || queuedBytesMax < 1)
      throw new IllegalArgumentException("socket limits must be positive");
  }

  /// 8 KiB in, 16 MiB skipped, 1,024 frames or 8 MiB queued, 300 s idle, a ping each 30 s.
  public static SocketLimits standard() {
    return new SocketLimits(
        8192,
        16L << 20,
        1024,
        8 << 20,
        Duration.ofSeconds(300),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5));
  }

  public SocketLimits withTextBytesMax(int bytes) {
    return new SocketLimits(
        bytes, skippedBytesMax, queuedFramesMax, queuedBytesMax, idle, pingEvery, closePatience);
  }

  public SocketLimits withIdle(Duration longest) {
    return new SocketLimits(
        textBytesMax,
        skippedBytesMax,
        queuedFramesMax,
        queuedBytesMax,
        longest,
        pingEvery,
        closePatience);
  }

  public SocketLimits withQueue(int frames, int bytes) {
    return new SocketLimits(
        textBytesMax, skippedBytesMax, frames, bytes, idle, pingEvery, closePatience);
  }
}
