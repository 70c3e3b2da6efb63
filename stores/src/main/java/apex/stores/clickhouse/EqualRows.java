package apex.stores.clickhouse;

import apex.spend.usage.Call;

/// Counts equal rows while one file is read, because a file may rightly hold the same line twice.
/// Keeps 12 bytes for each slot of a table that is at most half full. For one thread.
///
/// Rows are told apart by 64 bits; two unequal rows with the same bits only get another count,
/// which is as good: their content is part of their key as well.
public final class EqualRows {
  private final String source;
  private long[] seen = new long[1024];
  private int[] counts = new int[1024];
  private int used;

  public EqualRows(String source) {
    this.source = source;
  }

  /// What the next row of the file is known by.
  public CallIdentity.Row next(Call call) {
    long bits = CallKey.bits(call);
    int slot = slot(seen, counts, bits);
    if (counts[slot] == 0) used++;
    var row = new CallIdentity.Row(source, counts[slot]);
    seen[slot] = bits;
    counts[slot]++;
    if (used * 2 > seen.length) grow();
    return row;
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
