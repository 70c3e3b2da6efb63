package apex.ops.audit.python;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/// Names as small numbers, so that two names are equal when their numbers are. Keywords come first,
/// in the order of [Keyword]. One thread owns an instance; it only grows, by the distinct names it
/// is shown.
final class Symbols {
  private byte[] arena = new byte[1 << 16];
  private int used;
  private int[] starts = new int[1 << 12];
  private int[] hashes = new int[1 << 12];
  private String[] texts = new String[1 << 12];
  private int[] table = new int[1 << 13];
  private int count;

  Symbols() {
    Arrays.fill(table, -1);
    for (var word : Keyword.WORDS) of(word);
  }

  int count() {
    return count;
  }

  /// The number of `text`, which is given one if it has none.
  int of(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var hash = 0;
    for (var each : bytes) hash = hash * 31 + each;
    return of(bytes, 0, bytes.length, hash);
  }

  /// @param hash of the bytes: `h = h * 31 + byte`
  int of(byte[] bytes, int start, int end, int hash) {
    var mixed = hash * 0x9E3779B1;
    var slot = (mixed ^ mixed >>> 15) & table.length - 1;
    while (true) {
      var found = table[slot];
      if (found < 0) return add(bytes, start, end, hash, slot);
      if (hashes[found] == hash && same(found, bytes, start, end)) return found;
      slot = slot + 1 & table.length - 1;
    }
  }

  private boolean same(int symbol, byte[] bytes, int start, int end) {
    int at = starts[symbol];
    if (starts[symbol + 1] - at != end - start) return false;
    // most names are short: a call that compares vectors costs more than this
    for (int i = start; i < end; i++) if (bytes[i] != arena[at++]) return false;
    return true;
  }

  private int add(byte[] bytes, int start, int end, int hash, int slot) {
    var length = end - start;
    while (used + length > arena.length) arena = Arrays.copyOf(arena, arena.length * 2);
    System.arraycopy(bytes, start, arena, used, length);
    if (count + 2 > starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
      hashes = Arrays.copyOf(hashes, hashes.length * 2);
      texts = Arrays.copyOf(texts, texts.length * 2);
    }
    starts[count] = used;
    hashes[count] = hash;
    used += length;
    starts[count + 1] = used;
    table[slot] = count++;
    if (count * 2 > table.length) grow();
    return count - 1;
  }

  private void grow() {
    table = new int[table.length * 2];
    Arrays.fill(table, -1);
    for (int i = 0; i < count; i++) {
      var mixed = hashes[i] * 0x9E3779B1;
      var slot = (mixed ^ mixed >>> 15) & table.length - 1;
      while (table[slot] >= 0) slot = slot + 1 & table.length - 1;
      table[slot] = i;
    }
  }

  /// The same for the same text in every run.
  int hash(int symbol) {
    return hashes[symbol];
  }

  /// The name as Python sees it: outside ASCII it is brought to the form NFKC first (language
  /// reference, 2.3 Identifiers).
  String text(int symbol) {
    var text = texts[symbol];
    if (text == null) texts[symbol] = text = make(symbol);
    return text;
  }

  private String make(int symbol) {
    var text =
        new String(
            arena, starts[symbol], starts[symbol + 1] - starts[symbol], StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++)
      if (text.charAt(i) >= 0x80) return Normalizer.normalize(text, Normalizer.Form.NFKC).intern();
    return text.intern();
  }
}
