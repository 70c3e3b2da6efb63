package apex.backend.ingestion;

import apex.edge.json.Json;
import apex.stores.clickhouse.Appended;
import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.UsageBatch;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.ImportRecord;
import apex.stores.postgres.ImportStore;
import apex.stores.postgres.UserHashKey;
import java.util.List;
import java.util.Optional;

/// One file on its way into the ledger: writes its calls in batches, and notes after each how far
/// it has come. Used by one thread; holds at most two batches.
final class Loading extends Filing {
  private final UsageImports.Order order;
  private final ImportId id;
  private final UserHashKey users;
  private final String book;
  private final UsageStore usage;
  private final ImportStore imports;

  private Optional<Ahead<Appended>> writing = Optional.empty();
  private boolean begun;

  /// @param book the version of the book that prices
  Loading(
      UsageImports.Order order,
      ImportId id,
      UserHashKey users,
      String book,
      Pricing pricing,
      int batchRows,
      UsageStore usage,
      ImportStore imports) {
    super(pricing, batchRows);
    this.order = order;
    this.id = id;
    this.users = users;
    this.book = book;
    this.usage = usage;
    this.imports = imports;
  }

  @Override
  public void begin(FormatVerdict verdict) {
    var name = Shown.of(order.wanted().name());
    imports.begin(order.workspace().id(), id, name, verdict.format().word(), order.bringer());
    begun = true;
  }

  Tally completed() {
    last();
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
  @Override
  void batch(List<PricedCall> calls) {
    settle();
    var next = new UsageBatch(order.workspace().id(), id, users, book, calls);
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
