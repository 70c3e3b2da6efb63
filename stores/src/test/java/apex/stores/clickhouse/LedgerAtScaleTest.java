package apex.stores.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Dimension;
import apex.spend.figures.Period;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Slice;
import apex.spend.price.Cost;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import apex.stores.postgres.Fresh;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.WorkspaceSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A hundred thousand calls: what is read while they arrive, and how long it takes (printed, not
/// judged: the machine may be busy).
class LedgerAtScaleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int CALLS = 100_000;
  private static final int BATCH = 10_000;

  private final FreshLedger ledger = new FreshLedger();
  private final WorkspaceId workspace = WorkspaceId.random();
  private final Slice all =
      Slice.all(new Period(START, START.plus(Duration.ofDays(31)), ZoneOffset.UTC));

  @Test
  void whatWasReadWhileCallsArrivedIsTheSameAfterwards() throws InterruptedException {
    var seen = new ConcurrentLinkedQueue<Seen>();
    var done = new AtomicBoolean();
    var reader = Thread.ofPlatform().start(() -> watch(seen, done));
    timed("append %d calls".formatted(CALLS), this::append);
    done.set(true);
    reader.join();
    assertThat(seen).isNotEmpty();
    for (var moment : seen) assertThat(calls(moment.asOf)).isEqualTo(moment.calls);
    assertThat(calls(ledger.query.asOf())).isEqualTo(CALLS);
    everyTemplate();
  }

  private record Seen(long asOf, long calls) {}

  private void watch(ConcurrentLinkedQueue<Seen> seen, AtomicBoolean done) {
    while (!done.get()) {
      var asOf = ledger.query.asOf();
      seen.add(new Seen(asOf, calls(asOf)));
    }
  }

  private long calls(long asOf) {
    return ledger.query.at(workspace, all, asOf).total().value().tokens().calls();
  }

  private void everyTemplate() {
    var grid = new PriceGrid(List.of(START), List.of(1800, 59_400), List.of(128_000L, 200_000L));
    var reading = ledger.query.at(workspace, all, ledger.query.asOf(), CostSet.FIRST, grid);
    timed("input set", reading::inputSet);
    timed("total", reading::total);
    for (var dimension : Dimension.values()) timed(dimension.word(), () -> reading.by(dimension));
    timed("shape", reading::shape);
    timed("cells", reading::cells);
    timed("outputs", reading::outputs);
    timed("prompts", reading::prompts);
  }

  private long append() {
    var users =
        new WorkspaceSettings(Fresh.backend())
            .seen(new Workspace(workspace, false), ZoneOffset.UTC)
            .users();
    var rows = new EqualRows("test", 1_000_000);
    long accepted = 0;
    for (int i = 0; i < CALLS; i += BATCH) {
      var batch = new ArrayList<PricedCall>();
      for (int k = i; k < i + BATCH; k++) batch.add(priced(rows, call(k)));
      var usage = new UsageBatch(workspace, ImportId.random(), users, "book@1", batch);
      accepted += ledger.store.append(usage).accepted();
    }
    return accepted;
  }

  private static PricedCall priced(EqualRows rows, Call call) {
    var usd = new BigDecimal("0.0015");
    var none = BigDecimal.ZERO;
    var parts = new Cost.Components(usd, none, none, none, none, none, none);
    return new PricedCall(rows.next(call), call, new Cost.Priced(usd, parts, Books.PRICE));
  }

  private static Call call(int i) {
    return new Call(
        START.plusMillis(26_000L * i),
        "openai",
        "model-" + i % 7,
        "route-" + i % 5,
        "user-" + i % 100,
        "",
        "ok",
        i % 3000,
        Tokens.of(100 + i % 9973, 10 + i % 997),
        List.of());
  }

  private static <T> T timed(String what, Supplier<T> work) {
    var began = System.nanoTime();
    var result = work.get();
    System.out.printf("%-24s %d ms%n", what, (System.nanoTime() - began) / 1_000_000);
    return result;
  }
}
