package apex.backend.ingestion;

import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.UsageBatch;
import java.util.ArrayList;
import java.util.List;

/// One file on its way: its rows are priced, gathered into batches and counted. What becomes of a
/// batch is the one thing in which an import and its rehearsal differ. Used by one thread.
abstract sealed class Filing implements RowSink permits Loading, Rehearsal {
  private final Pricing pricing;
  private final int batchRows;
  private final List<PricedCall> batch;
  final Tally tally = new Tally();

  Filing(Pricing pricing, int batchRows) {
    this.pricing = pricing;
    this.batchRows = batchRows;
    this.batch = new ArrayList<>(batchRows);
  }

  /// A whole batch; called again only after it returned.
  abstract void batch(List<PricedCall> calls);

  /// A row was understood and priced.
  void priced(PricedRow row) {}

  @Override
  public void accept(UsageRow row) {
    var priced = pricing.price(row);
    tally.understood(priced);
    priced(priced);
    if (batch.size() + priced.calls().size() > UsageBatch.MOST) hand();
    batch.addAll(priced.calls());
    if (batch.size() >= batchRows) hand();
  }

  @Override
  public void reject(Rejection rejection) {
    tally.rejected(rejection);
  }

  @Override
  public void skip(long line) {
    tally.skipped();
  }

  /// What is left over.
  void last() {
    if (!batch.isEmpty()) hand();
  }

  private void hand() {
    var whole = List.copyOf(batch);
    batch.clear();
    batch(whole);
  }
}
