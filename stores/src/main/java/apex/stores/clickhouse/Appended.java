package apex.stores.clickhouse;

/// What became of a batch: `accepted` and `duplicate` are all of its calls.
///
/// @param conflicting duplicates whose content differs from what is kept; among the duplicates
public record Appended(long accepted, long duplicate, long conflicting) {
  public static final Appended NONE = new Appended(0, 0, 0);

  public Appended plus(Appended other) {
    return new Appended(
        accepted + other.accepted, duplicate + other.duplicate, conflicting + other.conflicting);
  }
}
