package apex.backend.ingestion;

import apex.edge.json.Json;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.usage.Call;
import apex.stores.clickhouse.Appended;
import apex.stores.clickhouse.EqualRows;
import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.UsageBatch;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.ImportRecord;
import apex.stores.postgres.ImportStore;
import apex.stores.postgres.UserHashKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One file on its way into the ledger: prices its calls, writes them in batches, and notes after
/// each how far it has come. Used by one thread; holds at most two batches.
final class Loading implements RowSink {
  private final UsageImports.Order order;
  private final ImportId id;
  private final UserHashKey users;
  private final PriceBook book;
  private final UsageStore usage;
  private final ImportStore imports;
  private final EqualRows equalRows;
  private final int batchRows;

  private final Tally tally = new Tally();
  private Optional<Ahead<Appended>> writing = Optional.empty();
  private final List<PricedCall> batch;
  private boolean begun;

  Loading(
      UsageImports.Order order,
      ImportId id,
      UserHashKey users,
      PriceBook book,
      UsageStore usage,
      ImportStore imports,
      EqualRows equalRows,
      int batchRows) {
    this.order = order;
    this.id = id;
    this.users = users;
    this.book = book;
    this.usage = usage;
    this.imports = imports;
    this.equalRows = equalRows;
    this.batchRows = batchRows;
    this.batch = new ArrayList<>(batchRows);
  }

  @Override
  public void begin(ImportFormat format) {
    var name = Shown.of(order.wanted().name());
    imports.begin(order.workspace().id(), id, name, format.word(), order.bringer());
    begun = true;
  }

  @Override
  public void accept(long line, Call call) {
    batch.add(new PricedCall(equalRows.next(call), call, Cost.of(book, call)));
    if (batch.size() >= batchRows) flush();
  }

  @Override
  public void reject(Rejection rejection) {
    tally.rejected(rejection);
  }

  Tally completed() {
    if (!batch.isEmpty()) flush();
    settle();
    note(ImportRecord.State.COMPLETED);
    return tally;
  }

  /// What is written stays; importing the file again adds the rest.
  void failed() {
    if (!begun) return;
    try {
      settle();
    } finally {
      note(ImportRecord.State.FAILED);
    }
  }

  /// One batch is written while the next is read; their order stays, so that a row of one is known
  /// to the next.
  private void flush() {
    settle();
    var next = new UsageBatch(order.workspace().id(), id, users, book.version(), batch);
    batch.clear();
    writing = Optional.of(Ahead.begin(() -> usage.append(next)));
  }

  private void settle() {
    var ended = writing;
    writing = Optional.empty();
    if (ended.isEmpty()) return;
    tally.written(ended.get().result());
    note(ImportRecord.State.RUNNING);
  }

  private void note(ImportRecord.State state) {
    imports.note(order.workspace().id(), id, state, tally.counts(), Json.write(tally.kinds()));
  }
}
