package apex.bench;

import apex.backend.ingestion.ImportConfig;
import apex.backend.prices.BuiltInPrices;
import apex.edge.json.Json;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.EqualRows;
import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.UsageBatch;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.Database;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.PostgresConfig;
import apex.stores.postgres.UserHashKey;
import apex.stores.postgres.UserNames;
import apex.stores.postgres.WorkspaceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The rows of a file put into a ledger of its own without a file, a wire, a check or a price on
/// the way: what the ledger itself takes, with the same guarantees. No goal.
final class BareAppend implements AutoCloseable {
  private static final int EQUAL_ROWS_WINDOW = 1_000_000;

  private final RealClickHouse clickHouse = RealClickHouse.own();
  private final RealPostgres postgres = RealPostgres.own();
  private final PriceBook book = BuiltInPrices.read();
  private final Database database;
  private final Analytics analytics;
  private final UsageStore store;

  BareAppend() {
    var where =
        PostgresConfig.from(
            new Environment(
                Map.of(
                    "POSTGRES_URL", postgres.freshDatabase(),
                    "POSTGRES_USER", postgres.backend().user(),
                    "POSTGRES_PASSWORD", postgres.backend().password().reveal())));
    apex.stores.postgres.Migrations.backend(where);
    database = new Database(where);
    analytics =
        new Analytics(
            new ClickHouseConfig(
                URI.create(clickHouse.url()),
                clickHouse.user(),
                new Secret(clickHouse.password()),
                clickHouse.freshDatabase()));
    apex.stores.clickhouse.Migrations.run(analytics);
    store = new UsageStore(analytics, new IngestBatches(database), new UserNames(database));
  }

  /// As the backend has it when nothing is set.
  static int batchRows() {
    return ImportConfig.from(new Environment(Map.of())).batchRows();
  }

  /// Rows a second; reading and pricing them is not counted.
  double perSecond(Path file) throws IOException {
    var batches = batches(file);
    long rows = 0;
    var begun = System.nanoTime();
    for (var batch : batches) rows += store.append(batch).accepted();
    return rows / ((System.nanoTime() - begun) / 1e9);
  }

  private List<UsageBatch> batches(Path file) throws IOException {
    var equal = new EqualRows("file", EQUAL_ROWS_WINDOW);
    var workspace = WorkspaceId.random();
    var users =
        new WorkspaceSettings(database)
            .seen(new Workspace(workspace, true), ZoneId.of("UTC"))
            .users();
    var batches = new ArrayList<UsageBatch>();
    var calls = new ArrayList<PricedCall>();
    try (var lines = Files.lines(file)) {
      for (var row : (Iterable<JsonNode>) lines.map(Json::tree)::iterator) {
        var call = call(row);
        calls.add(new PricedCall(equal.next(call), call, Cost.of(book, call)));
        if (calls.size() == batchRows()) {
          batches.add(batch(workspace, users, calls));
          calls.clear();
        }
      }
    }
    if (!calls.isEmpty()) batches.add(batch(workspace, users, calls));
    return batches;
  }

  private UsageBatch batch(WorkspaceId workspace, UserHashKey users, List<PricedCall> calls) {
    return new UsageBatch(workspace, ImportId.random(), users, book.version(), calls);
  }

  private static Call call(JsonNode row) {
    return new Call(
        Instant.parse(row.path("timestamp").asString()),
        row.path("provider").asString(""),
        row.path("model").asString(""),
        row.path("route").asString(""),
        row.path("user").asString(""),
        row.path("conversation_id").asString(""),
        row.path("status").asString("ok"),
        row.path("latency_ms").asLong(-1),
        new Tokens(
            row.path("input_tokens").asLong(0),
            row.path("cache_read_tokens").asLong(0),
            row.path("cache_write_5m_tokens").asLong(0),
            row.path("cache_write_1h_tokens").asLong(0),
            row.path("output_tokens").asLong(0),
            row.path("reasoning_tokens").asLong(0)),
        row.path("prefix_hashes").valueStream().map(hash -> hash.asLong(0)).toList());
  }

  @Override
  public void close() {
    analytics.close();
    database.close();
    clickHouse.close();
    postgres.close();
  }
}
