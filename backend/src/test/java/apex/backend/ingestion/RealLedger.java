package apex.backend.ingestion;

import apex.backend.prices.Books;
import apex.backend.removal.Removals;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.figures.Spend;
import apex.spend.price.PriceBook;
import apex.spend.price.ProviderRules;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.Migrations;
import apex.stores.clickhouse.Removal;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.Database;
import apex.stores.postgres.ImportStore;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.PostgresConfig;
import apex.stores.postgres.RemovalStore;
import apex.stores.postgres.UserNames;
import apex.stores.postgres.WorkspaceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// Importing into real, empty stores.
public final class RealLedger {
  public static final ZoneId UTC = ZoneId.of("UTC");

  private static final class Shared {
    static final RealLedger INSTANCE = new RealLedger();
  }

  public final Database database;
  public final ImportStore imports;
  public final KeyStore keys;
  public final WorkspaceSettings workspaces;
  public final UsageStore usage;
  public final UsageQuery query;
  private final String clickHouse = RealClickHouse.shared().freshDatabase();
  public final Removals removals;
  public final PriceBook book = book();
  public final ImportConfig config = config(Map.of());

  private RealLedger() {
    var postgres = RealPostgres.shared();
    var account = postgres.backend();
    var where =
        PostgresConfig.from(
            new Environment(
                Map.of(
                    "POSTGRES_URL", postgres.freshDatabase(),
                    "POSTGRES_USER", account.user(),
                    "POSTGRES_PASSWORD", account.password().reveal())));
    apex.stores.postgres.Migrations.backend(where);
    database = new Database(where);
    imports = new ImportStore(database);
    keys = new KeyStore(database);
    workspaces = new WorkspaceSettings(database);
    var analytics = analytics(clickHouse);
    var batches = new IngestBatches(database);
    usage = new UsageStore(analytics, batches, new UserNames(database));
    query = new UsageQuery(analytics, batches, new AdoptedCosts(database));
    removals =
        new Removals(
            new Removal(analytics),
            query,
            new RemovalStore(database),
            workspaces,
            () -> Instant.parse("2026-11-21T12:00:00Z"));
  }

  public static RealLedger shared() {
    return Shared.INSTANCE;
  }

  public UsageImports importing() {
    return importing(config);
  }

  public UsageImports importing(ImportConfig limits) {
    return new UsageImports(
        limits, InstantSource.system(), Books.always(book), usage, imports, workspaces);
  }

  static ImportConfig config(Map<String, String> settings) {
    return ImportConfig.from(new Environment(settings));
  }

  static Workspace fresh() {
    return new Workspace(WorkspaceId.random(), false);
  }

  static UsageImports.Order order(Workspace workspace, RowDefaults defaults) {
    return new UsageImports.Order(
        workspace,
        new ImportStore.Bringer.Person(UserId.random()),
        new UsageFile.Wanted("usage.csv", ImportFormat.AUTO, defaults));
  }

  /// Everything the workspace spent.
  Spend spent(Workspace workspace) {
    return spent(workspace, query.asOf());
  }

  Spend spent(Workspace workspace, long asOf) {
    var ever = new Period(CallRules.EARLIEST, Instant.now().plus(Duration.ofDays(2)), UTC);
    return query.at(workspace.id(), Slice.all(ever), asOf).total().value();
  }

  /// Asks ClickHouse past everything of ours.
  public String ask(String sql) {
    return RealClickHouse.shared().ask(sql);
  }

  /// A table's full name.
  public String table(String name) {
    return clickHouse + "." + name;
  }

  /// Rows of a table that a workspace has.
  public long count(String table, Workspace workspace) {
    var sql = "select count() from %s final where workspace_id = '%s'";
    return Long.parseLong(ask(sql.formatted(table(table), workspace.id())).strip());
  }

  private static Analytics analytics(String clickHouse) {
    var server = RealClickHouse.shared();
    var analytics =
        new Analytics(
            new ClickHouseConfig(
                URI.create(server.url()),
                server.user(),
                new Secret(server.password()),
                clickHouse));
    Migrations.run(analytics);
    return analytics;
  }

  private static PriceBook book() {
    return PriceBook.parse(
        lines(PriceBook.RESOURCE), ProviderRules.parse(lines(ProviderRules.RESOURCE)));
  }

  private static List<String> lines(String resource) {
    try (InputStream in = PriceBook.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
