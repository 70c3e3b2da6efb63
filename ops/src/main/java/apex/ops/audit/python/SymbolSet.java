package apex.ops.audit.python;

import java.util.Arrays;

/// Symbols of one file. Emptying it costs nothing.
final class SymbolSet {
  private int[] stamps = new int[1 << 12];
  private int now = 1;

  void clear() {
    now++;
  }

  void add(int symbol) {
    if (symbol >= stamps.length)
      stamps = Arrays.copyOf(stamps, Math.max(symbol + 1, stamps.length * 2));
    stamps[symbol] = now;
  }

  boolean contains(int symbol) {
    return symbol < stamps.length && stamps[symbol] == now;
  }
}
