package apex.backend.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.identity.Workspace;
import apex.spend.price.Cost;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import apex.stores.clickhouse.EqualRows;
import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.UsageBatch;
import apex.stores.postgres.ImportId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Rows a second of an import, beside the same calls handed to the ledger ready read and priced, in
/// the same run. `-Dapex.import.rows=200000` is the full form; the short one holds only that every
/// row arrives.
class ImportSpeedTest {
  private static final int ROWS = Integer.getInteger("apex.import.rows", 10_000);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final RealLedger ledger = RealLedger.shared();

  @Test
  void everyRowOfALargeFileArrivesAndItsSpeedIsTold(TestReporter reporter) throws Exception {
    var warm = file(2_000);
    Loaded.file(RealLedger.fresh(), warm);
    var workspace = RealLedger.fresh();
    var file = file(ROWS);
    long began = System.nanoTime();
    var result =
        ledger
            .importing()
            .run(RealLedger.order(workspace, RowDefaults.NONE), new ByteArrayInputStream(file));
    long imported = System.nanoTime() - began;
    assertThat(result.counts().accepted()).isEqualTo(ROWS);
    long bare = bare(RealLedger.fresh());
    reporter.publishEntry(
        "import",
        "%d rows of JSONL: %,d rows/s imported, %,d rows/s into the ledger alone (batches of %d)"
            .formatted(
                ROWS,
                ROWS * 1_000_000_000L / imported,
                ROWS * 1_000_000_000L / bare,
                ledger.config.batchRows()));
  }

  private long bare(Workspace workspace) {
    var users = ledger.workspaces.seen(workspace, RealLedger.UTC).users();
    var rows = new EqualRows("file", ROWS);
    var batches = new ArrayList<UsageBatch>();
    var calls = new ArrayList<PricedCall>();
    for (int i = 0; i < ROWS; i++) {
      var call = call(i);
      calls.add(new PricedCall(rows.next(call), call, Cost.of(ledger.book, call)));
      if (calls.size() < ledger.config.batchRows() && i + 1 < ROWS) continue;
      batches.add(
          new UsageBatch(workspace.id(), ImportId.random(), users, ledger.book.version(), calls));
      calls.clear();
    }
    long began = System.nanoTime();
    batches.forEach(ledger.usage::append);
    return System.nanoTime() - began;
  }

  private static Call call(int i) {
    return new Call(
        START.plusSeconds(i),
        "openai",
        "gpt-4o",
        "route" + i % 5,
        "user" + i % 50,
        "c" + i % 1000,
        "ok",
        900 + i % 100,
        new Tokens(1000 + i % 500, i % 400, 0, 0, 100 + i % 50, 0),
        List.of());
  }

  private static byte[] file(int rows) {
    var text = new StringBuilder(rows * 230);
    for (int i = 0; i < rows; i++) {
      var call = call(i);
      text.append(
          ("{\"timestamp\":\"%s\",\"provider\":\"openai\",\"model\":\"gpt-4o\",\"route\":\"%s\","
                  + "\"user\":\"%s\",\"conversation_id\":\"%s\",\"input_tokens\":%d,"
                  + "\"cache_read_tokens\":%d,\"output_tokens\":%d,\"latency_ms\":%d,"
                  + "\"status\":\"ok\"}\n")
              .formatted(
                  call.at(),
                  call.route(),
                  call.user(),
                  call.conversation(),
                  call.tokens().input(),
                  call.tokens().cacheRead(),
                  call.tokens().output(),
                  call.latencyMs()));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
