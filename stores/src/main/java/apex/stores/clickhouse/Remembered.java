package apex.stores.clickhouse;

import java.time.Instant;

/// Which keys came lately, in little memory: it never denies one of the last `capacity`, and takes
/// about one stranger in fifty thousand for known, since each such mistake costs the ledger a
/// search through a day. For one thread.
///
/// Two Bloom filters of 24 bits a key take turns; the older one is dropped when the younger is
/// full.
final class Remembered {
  private static final int BITS_PER_KEY = 24;
  private static final int PROBES = 16;

  private final int capacity;
  private Filter recent;
  private Filter older;

  Remembered(int capacity, Instant now) {
    if (capacity < 1) throw new IllegalArgumentException("the memory must hold a key");
    this.capacity = capacity;
    this.recent = new Filter(capacity, now);
    this.older = recent;
  }

  /// Every key that came since then is remembered.
  Instant since() {
    return older.begun;
  }

  boolean perhaps(CallKey key) {
    return recent.perhaps(key) || older.perhaps(key);
  }

  void add(CallKey key, Instant now) {
    if (recent.used == capacity) {
      older = recent;
      recent = new Filter(capacity, now);
    }
    recent.add(key);
  }

  private static final class Filter {
    private final int words;
    private final Instant begun;
    private long[] bits =
        new long[0]; // made with the first key: a house without telemetry has none
    private int used;

    Filter(int capacity, Instant begun) {
      this.words = (int) Math.max(1, (long) capacity * BITS_PER_KEY / 64);
      this.begun = begun;
    }

    boolean perhaps(CallKey key) {
      if (used == 0) return false;
      for (int i = 0; i < PROBES; i++) {
        long bit = bit(key, i);
        if ((bits[(int) (bit >>> 6)] & 1L << (bit & 63)) == 0) return false;
      }
      return true;
    }

    void add(CallKey key) {
      if (used == 0) bits = new long[words];
      used++;
      for (int i = 0; i < PROBES; i++) {
        long bit = bit(key, i);
        bits[(int) (bit >>> 6)] |= 1L << (bit & 63);
      }
    }

    /// A key is a hash already: its halves give as many positions as are wanted.
    private long bit(CallKey key, int i) {
      return Long.remainderUnsigned(key.high() + i * (key.low() | 1), bits.length * 64L);
    }
  }
}
