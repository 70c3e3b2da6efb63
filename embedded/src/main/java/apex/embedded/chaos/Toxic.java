package apex.embedded.chaos;

import java.time.Duration;

/// What happens to the bytes on their way. Names and meanings are those of Toxiproxy
/// (github.com/Shopify/toxiproxy, README of version 2.12), so that its users know them.
public sealed interface Toxic {
  /// Each piece is held back by `delay`, give or take up to `jitter`.
  record Latency(Duration delay, Duration jitter) implements Toxic {
    public Latency(Duration delay) {
      this(delay, Duration.ZERO);
    }
  }

  /// No more than so many bytes in a second.
  record Bandwidth(long bytesPerSecond) implements Toxic {
    public Bandwidth {
      if (bytesPerSecond < 1) throw new IllegalArgumentException("must be at least 1 byte");
    }
  }

  /// The end of the stream is told only after `delay`.
  record SlowClose(Duration delay) implements Toxic {}

  /// Nothing comes through any more; after `until` the connection is closed, with zero never.
  /// Taking the toxic away closes it too, since bytes are missing.
  record Timeout(Duration until) implements Toxic {}

  /// The connection is reset `after` its first byte.
  record ResetPeer(Duration after) implements Toxic {}

  /// Bytes come in pieces of `bytes`, with `delay` between them.
  record Slicer(int bytes, Duration delay) implements Toxic {
    public Slicer {
      if (bytes < 1) throw new IllegalArgumentException("a slice must hold at least 1 byte");
    }
  }

  /// The connection is closed when so many bytes went through.
  record LimitData(long bytes) implements Toxic {}
}
