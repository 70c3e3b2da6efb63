package apex.backend.ingestion;

import apex.spend.usage.SentTokens;
import apex.stores.clickhouse.CallIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What one row said, before any rule was asked. Filled anew for every row by one thread.
final class Draft {
  private final String[] values = new String[UsageColumn.values().length];
  private final List<Long> prefixHashes = new ArrayList<>();
  private Optional<Summed> summed = Optional.empty();
  private Optional<CallIdentity> identity = Optional.empty();
  private Optional<SentTokens> sent = Optional.empty();
  private String otherRate = "";

  Draft() {
    clear();
  }

  void clear() {
    Arrays.fill(values, "");
    prefixHashes.clear();
    summed = Optional.empty();
    identity = Optional.empty();
    sent = Optional.empty();
    otherRate = "";
  }

  void put(UsageColumn column, String text) {
    values[column.ordinal()] = text;
  }

  void put(UsageColumn column, long count) {
    put(column, Long.toString(count));
  }

  /// The row sums up many calls.
  void summed(Summed sum) {
    summed = Optional.of(sum);
  }

  void identity(CallIdentity known) {
    identity = Optional.of(known);
  }

  /// Numbers whose meaning their product does not keep to: the numbers themselves decide.
  void sent(SentTokens numbers) {
    sent = Optional.of(numbers);
  }

  Optional<SentTokens> sent() {
    return sent;
  }

  /// These tokens are charged at a rate that the price book does not hold, for this reason.
  void otherRate(String why) {
    otherRate = why;
  }

  Optional<Summed> summed() {
    return summed;
  }

  Optional<CallIdentity> identity() {
    return identity;
  }

  String otherRate() {
    return otherRate;
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
