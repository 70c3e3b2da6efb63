package apex.stores.clickhouse;

import java.io.IOException;

/// When a workspace's calls begin and end.
final class ShapeTemplates {
  /// The first and last call that still counts, where some were reversed.
  static final Template SPAN =
      Template.of(
          "span",
          1,
          """
          select min(at), max(at) from (
            select call_key, ts as at, sum(toInt64(sign)) as calls %s
            group by call_key, at having calls > 0)\
          """
              .formatted(Ledger.COSTS));

  private ShapeTemplates() {}

  static Overview.Span span(RowReader row) throws IOException {
    return new Overview.Span(row.instant(), row.instant());
  }
}
