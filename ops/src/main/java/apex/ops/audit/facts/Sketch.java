package apex.ops.audit.facts;

import java.util.Arrays;

/// The shape of a piece of code, whatever its names and layout: the [#KEPT] smallest hashes of its
/// runs of four tokens, where names and literals count as such and attributes by name. Two sketches
/// estimate the share of runs two pieces have in common (Broder 1997, "On the resemblance and
/// containment of documents"); with fewer runs than that the share is exact.
public record Sketch(int... hashes) {
  public static final int KEPT = 32;
  public static final Sketch EMPTY = new Sketch();

  /// 0 nothing in common, 1 the same. Nothing is like an empty sketch.
  public double likeness(Sketch other) {
    if (hashes.length == 0 || other.hashes.length == 0) return 0;
    int i = 0;
    int j = 0;
    int shared = 0;
    int seen = 0;
    while (seen < KEPT && (i < hashes.length || j < other.hashes.length)) {
      var mine = i < hashes.length ? hashes[i] : Integer.MAX_VALUE;
      var its = j < other.hashes.length ? other.hashes[j] : Integer.MAX_VALUE;
      if (mine == its) shared++;
      if (mine <= its) i++;
      if (its <= mine) j++;
      seen++;
    }
    return (double) shared / seen;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sketch(var its) && Arrays.equals(hashes, its);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  /// Collects runs of tokens; used again for each piece.
  public static final class Maker {
    private final int[] smallest = new int[KEPT];
    private int count;
    private int one;
    private int two;
    private int three;
    private int tokens;

    public void clear() {
      count = one = two = three = tokens = 0;
    }

    public void token(int token) {
      if (++tokens >= 4) {
        int run = ((one * 31 + two) * 31 + three) * 31 + token;
        run *= 0x9E3779B1;
        run ^= run >>> 15;
        run *= 0x85EBCA6B;
        keep((run ^ run >>> 13) & Integer.MAX_VALUE - 1);
      }
      one = two;
      two = three;
      three = token;
    }

    private void keep(int run) {
      if (count == KEPT && run >= smallest[KEPT - 1]) return;
      var place = Arrays.binarySearch(smallest, 0, count, run);
      if (place >= 0) return;
      place = -place - 1;
      if (count < KEPT) count++;
      System.arraycopy(smallest, place, smallest, place + 1, count - place - 1);
      smallest[place] = run;
    }

    public int tokens() {
      return tokens;
    }

    public Sketch sketch() {
      return new Sketch(Arrays.copyOf(smallest, count));
    }
  }
}
