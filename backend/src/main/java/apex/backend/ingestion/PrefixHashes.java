package apex.backend.ingestion;

import java.util.List;
import java.util.regex.Pattern;

/// Prefix hashes as files write them: whole numbers, 0 or more.
final class PrefixHashes {
  static final String RULE = "whole numbers, 0 to 9,223,372,036,854,775,807, one for each block";
  private static final Pattern SEPARATORS = Pattern.compile("[\\s,;|]+");

  private PrefixHashes() {}

  /// Adds those of a CSV field: `1 2 3`, also with commas or in brackets.
  static void add(Draft row, String field, String column) {
    var bare = field.strip();
    if (bare.startsWith("[") && bare.endsWith("]")) bare = bare.substring(1, bare.length() - 1);
    for (var text : List.of(SEPARATORS.split(bare.strip())))
      if (!text.isEmpty()) row.addPrefixHash(hash(text, column));
  }

  static long hash(String text, String column) {
    try {
      var hash = Long.parseLong(text);
      if (hash >= 0) return hash;
    } catch (NumberFormatException notANumber) {
      // told below, like a negative one
    }
    throw new RefusedRow(RejectionReason.BAD_PREFIX_HASHES, column, text, RULE);
  }
}
