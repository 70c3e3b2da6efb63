package apex.backend.ingestion;

import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.UsageBatch;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.UserHashKey;
import java.util.List;

/// One file read as for an import, of which nothing is written: each row is told with its cost, and
/// which of them the ledger holds is looked up. Used by one thread.
final class Rehearsal extends Filing {
  private final UsageImports.Order order;
  private final UserHashKey users;
  private final String book;
  private final UsageStore.Preview preview;
  private final RowsTold told;

  Rehearsal(
      UsageImports.Order order,
      UserHashKey users,
      String book,
      Pricing pricing,
      int batchRows,
      UsageStore.Preview preview,
      RowsTold told) {
    super(pricing, batchRows);
    this.order = order;
    this.users = users;
    this.book = book;
    this.preview = preview;
    this.told = told;
  }

  @Override
  public void begin(FormatVerdict verdict) {}

  @Override
  void priced(PricedRow row) {
    told.priced(row);
  }

  @Override
  public void reject(Rejection rejection) {
    super.reject(rejection);
    told.rejected(rejection);
  }

  @Override
  void batch(List<PricedCall> calls) {
    tally.written(
        preview.append(
            new UsageBatch(order.workspace().id(), UsageImports.NO_IMPORT, users, book, calls)));
  }

  Tally completed() {
    last();
    return tally;
  }
}
