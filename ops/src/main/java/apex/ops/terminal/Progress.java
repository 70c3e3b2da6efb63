package apex.ops.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// How far something of known size has come, drawn over itself on a terminal at most ten times a
/// second and silent elsewhere. One thread moves it.
public final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

  private final Terminal terminal;
  private final String what;
  private final long bytes;
  private final long began = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private long drawn;

  /// @param bytes how many in all; -1 when that is not known
  public Progress(Terminal terminal, String what, long bytes) {
    this.terminal = terminal;
    this.what = what;
    this.bytes = bytes;
  }

  public void moved(long more) {
    done.addAndGet(more);
    var now = System.nanoTime();
    if (!terminal.liveErr() || now - drawn < REDRAW_NANOS) return;
    drawn = now;
    draw();
  }

  private void draw() {
    terminal.err().print("\r\u001b[K" + line(done.get(), bytes, System.nanoTime() - began, what));
    terminal.err().flush();
  }

  /// `chat.csv [######------] 50 % 1.2 MB of 2.4 MB 3.1 MB/s 0:01 left`
  static String line(long done, long bytes, long nanos, String what) {
    var rate = done / Math.max(nanos / 1e9, 1e-6);
    if (bytes <= 0) return "%s  %s  %s/s".formatted(what, size(done), size((long) rate));
    var share = Math.min(1.0, (double) done / bytes);
    if (done >= bytes) return "%s  %s sent, waiting for the answer".formatted(what, size(bytes));
    var left = Duration.ofSeconds((long) ((bytes - done) / Math.max(rate, 1)));
    return "%s  [%s]  %2d %%  %s of %s  %s/s  %d:%02d left"
        .formatted(
            what,
            bar(share),
            (int) (share * 100),
            size(done),
            size(bytes),
            size((long) rate),
            left.toMinutes(),
            left.toSecondsPart());
  }

  private static String bar(double share) {
    var full = (int) (share * BAR);
    return "#".repeat(full) + "-".repeat(BAR - full);
  }

  /// In the unit a person would choose: `812 B`, `1.2 MB`.
  static String size(long bytes) {
    if (bytes < 1_000) return bytes + " B";
    if (bytes < 1_000_000) return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    if (bytes < 1_000_000_000) return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  @Override
  public void close() {
    if (!terminal.liveErr()) return;
    terminal.err().print("\r\u001b[K");
    terminal.err().flush();
  }
}
