package apex.backend.ingestion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What one row said, before any rule was asked. Filled anew for every row by one thread.
final class Draft {
  private final String[] values = new String[UsageColumn.values().length];
  private final List<Long> prefixHashes = new ArrayList<>();

  Draft() {
    clear();
  }

  void clear() {
    Arrays.fill(values, "");
    prefixHashes.clear();
  }

  void put(UsageColumn column, String text) {
    values[column.ordinal()] = text;
  }

  void addPrefixHash(long hash) {
    prefixHashes.add(hash);
  }

  /// Without surrounding blanks; empty when the row did not tell.
  String text(UsageColumn column) {
    return values[column.ordinal()].strip();
  }

  List<Long> prefixHashes() {
    return prefixHashes;
  }
}
