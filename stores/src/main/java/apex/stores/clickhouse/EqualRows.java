package apex.stores.clickhouse;

import apex.spend.usage.Call;

/// Counts equal rows while one file is read, because a file may rightly hold the same line twice.
/// For one thread.
///
/// Memory is bounded: at least the last `window` different rows are remembered and at most twice as
/// many, at 12 bytes a slot in tables at most half full. Equal rows further apart count as one.
///
/// Rows are told apart by 64 bits; two unequal rows with the same bits only get another count,
/// which is as good: their content is part of their key as well.
public final class EqualRows {
  private final String source;
  private final int window;
  private Table recent = new Table();
  private Table older = new Table();

  /// @param source what kind of file it is, the same for the same file sent again
  public EqualRows(String source, int window) {
    if (window < 1) throw new IllegalArgumentException("the window must hold a row");
    this.source = source;
    this.window = window;
  }

  /// What the next row of the file is known by.
  public CallIdentity.Row next(Call call) {
    long bits = CallKey.bits(call);
    int before = Math.max(recent.count(bits), older.count(bits));
    if (recent.used == window) {
      older = recent;
      recent = new Table();
    }
    recent.put(bits, before + 1);
    return new CallIdentity.Row(source, before);
  }

  /// Open addressing; grows from small, since most files are.
  private static final class Table {
    private long[] seen = new long[1024];
    private int[] counts = new int[1024];
    private int used;

    int count(long bits) {
      return counts[slot(seen, counts, bits)];
    }

    void put(long bits, int count) {
      int slot = slot(seen, counts, bits);
      if (counts[slot] == 0) used++;
      seen[slot] = bits;
      counts[slot] = count;
      if (used * 2 > seen.length) grow();
    }

    private void grow() {
      var larger = new long[seen.length * 2];
      var largerCounts = new int[seen.length * 2];
      for (int i = 0; i < seen.length; i++) {
        if (counts[i] == 0) continue;
        int slot = slot(larger, largerCounts, seen[i]);
        larger[slot] = seen[i];
        largerCounts[slot] = counts[i];
      }
      seen = larger;
      counts = largerCounts;
    }

    private static int slot(long[] seen, int[] counts, long bits) {
      int slot = (int) (bits ^ (bits >>> 32)) & (seen.length - 1);
      while (counts[slot] != 0 && seen[slot] != bits) slot = (slot + 1) & (seen.length - 1);
      return slot;
    }
  }
}
