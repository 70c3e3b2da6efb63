package apex.stores.clickhouse;

import apex.spend.figures.Figure;
import apex.spend.figures.Source;

/// A value read from the ledger, and how it was asked for.
public record Sourced<T>(T value, Source source) {
  /// @param id of its evidence within the answer, such as `e3`
  public Figure<T> figure(String id) {
    return new Figure<>(id, value, source);
  }
}
