package apex.backend.api;

import apex.backend.ingestion.otlp.OtlpConfig;
import apex.backend.ingestion.otlp.TelemetryLine;
import apex.backend.prices.BuiltInPrices;
import apex.backend.prices.Repricer;
import apex.backend.prices.WorkspaceBooks;
import apex.edge.http.Request;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.json.Json;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.price.Cost;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.CostSets;
import apex.stores.clickhouse.Migrations;
import apex.stores.clickhouse.SamplingQuery;
import apex.stores.clickhouse.SemanticsQuery;
import apex.stores.clickhouse.SpanIntake;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.Database;
import apex.stores.postgres.EmitterVotes;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.PostgresConfig;
import apex.stores.postgres.PriceAudits;
import apex.stores.postgres.PriceTerms;
import apex.stores.postgres.ReceiptStore;
import apex.stores.postgres.Repricings;
import apex.stores.postgres.SemanticsOverrides;
import apex.stores.postgres.TokenHash;
import apex.stores.postgres.UserNames;
import apex.stores.postgres.WorkspaceSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The way of telemetry over HTTP into real, empty stores. The caller's token is `role:workspace`.
public final class TelemetryHouse implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  public final RealClickHouse clickHouse;
  public final String clickHouseDatabase;
  public final Database database;
  public final KeyStore keys;
  public final UsageQuery query;
  private final Map<String, String> settings;
  private final Analytics analytics;
  private final IngestBatches batches;
  private final WorkspaceSettings workspaces;
  private final WorkspaceBooks books;
  private TelemetryLine line;
  private Server server;

  public TelemetryHouse(RealClickHouse clickHouse, Map<String, String> special) {
    this.clickHouse = clickHouse;
    this.settings = new HashMap<>(special);
    settings.putIfAbsent("INGEST_SPOOL_FOLDER", folder().toString());
    var postgres = RealPostgres.shared();
    var where =
        PostgresConfig.from(
            new Environment(
                Map.of(
                    "POSTGRES_URL", postgres.freshDatabase(),
                    "POSTGRES_USER", postgres.backend().user(),
                    "POSTGRES_PASSWORD", postgres.backend().password().reveal())));
    apex.stores.postgres.Migrations.backend(where);
    database = new Database(where);
    keys = new KeyStore(database);
    batches = new IngestBatches(database);
    workspaces = new WorkspaceSettings(database);
    books =
        new WorkspaceBooks(
            BuiltInPrices.read(),
            new PriceTerms(database),
            new SemanticsOverrides(database),
            InstantSource.system());
    clickHouseDatabase = clickHouse.freshDatabase();
    analytics =
        new Analytics(
            new ClickHouseConfig(
                URI.create(clickHouse.url()),
                clickHouse.user(),
                new Secret(clickHouse.password()),
                clickHouseDatabase));
    Migrations.run(analytics);
    query = new UsageQuery(analytics, batches, new AdoptedCosts(database));
    start();
  }

  public TelemetryHouse() {
    this(RealClickHouse.shared(), Map.of());
  }

  private TelemetryHouse(TelemetryHouse other) {
    clickHouse = other.clickHouse;
    clickHouseDatabase = other.clickHouseDatabase;
    database = other.database;
    keys = other.keys;
    query = other.query;
    settings = other.settings;
    analytics = other.analytics;
    batches = other.batches;
    workspaces = other.workspaces;
    books = other.books;
    start();
  }

  /// A second process on the same stores; [#stop] ends it.
  public TelemetryHouse beside() {
    return new TelemetryHouse(this);
  }

  private static Path folder() {
    try {
      var folder = Files.createTempDirectory("apex-spool-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException left) {
      return; // a temporary folder; the system removes it
    }
  }

  public void start() {
    line =
        new TelemetryLine(
            OtlpConfig.from(new Environment(settings)),
            InstantSource.system(),
            () ->
                new SpanIntake(
                    analytics, batches, new UserNames(database), InstantSource.system(), 100_000),
            batches,
            workspaces,
            books,
            new EmitterVotes(database));
    line.start();
    var routes = Routes.builder();
    Stream.of(
            new Otlp(line, keys).endpoints(),
            new IngestReceipts(
                    new ReceiptStore(database),
                    new SamplingQuery(analytics, batches),
                    line,
                    InstantSource.system(),
                    TelemetryHouse::caller)
                .endpoints(),
            new SpendApi(
                    query,
                    workspaces,
                    books,
                    new Repricings(database),
                    new AdoptedCosts(database),
                    InstantSource.system(),
                    TelemetryHouse::caller)
                .endpoints(),
            new PricesApi(
                    books,
                    new PriceTerms(database),
                    new PriceAudits(database),
                    query,
                    BuiltInPrices.second(),
                    InstantSource.system(),
                    TelemetryHouse::caller)
                .endpoints(),
            new RepricingApi(
                    new Repricings(database),
                    new AdoptedCosts(database),
                    new CostSets(analytics),
                    query,
                    books,
                    TelemetryHouse::caller)
                .endpoints(),
            new SemanticsApi(
                    new SemanticsQuery(analytics),
                    new SemanticsOverrides(database),
                    books,
                    query,
                    TelemetryHouse::caller)
                .endpoints())
        .flatMap(List::stream)
        .forEach(endpoint -> endpoint.addTo(routes));
    server =
        new Server(
                ServerConfig.from(new Environment(Map.of()), "127.0.0.1", 0),
                routes.build(),
                new Telemetry(TelemetryConfig.local("test")))
            .start();
  }

  /// Works out second costs as any backend process does.
  ///
  /// @param batch entries at once
  public Repricer repricer(int batch) {
    return new Repricer(
        new Repricings(database),
        new CostSets(analytics),
        new SemanticsQuery(analytics),
        books,
        batch);
  }

  /// Begins a repricing as a process that dies: writes two batches, notes the first, lets go.
  void abandon(WorkspaceId workspace, String id, int batch) {
    var repricings = new Repricings(database);
    var costs = new CostSets(analytics);
    var taken = repricings.take("dead", Duration.ZERO).orElseThrow();
    assert taken.id().toString().equals(id) && taken.workspace().equals(workspace);
    var range = new CostSets.Range(workspace, taken.from(), taken.to(), taken.asOf());
    var book = books.of(workspace);
    var first = costs.read(range, "", batch);
    var second = costs.read(range, first.place(), batch);
    for (var entries : List.of(first, second))
      costs.write(
          range,
          taken.pricing(),
          taken.book(),
          entries,
          entries.entries().stream().map(entry -> Cost.of(book, entry.call())).toList());
    repricings.advance(taken, "dead", Duration.ZERO, batch, first.place());
  }

  public void stop() {
    server.close();
    line.close();
  }

  @Override
  public void close() {
    stop();
    analytics.close();
    database.close();
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  TelemetryLine line() {
    return line;
  }

  /// A workspace of its own with a key.
  public Sender sender() {
    var workspace = new Workspace(WorkspaceId.random(), false);
    var key = "apx_" + UUID.randomUUID();
    keys.create(workspace.id(), "test", UserId.random(), TokenHash.of(key));
    return new Sender(this, workspace.id(), key);
  }

  /// A program that sends into one workspace.
  public record Sender(TelemetryHouse house, WorkspaceId workspace, String key) {
    public HttpResponse<byte[]> send(String path, byte[] body, String... headers) {
      var request =
          HttpRequest.newBuilder(URI.create(house.url() + path))
              .header("Authorization", "Bearer " + key);
      if (headers.length > 0) request.headers(headers);
      return sent(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    }

    public HttpResponse<byte[]> protobuf(String path, byte[] body) {
      return send(path, body, "Content-Type", "application/x-protobuf");
    }

    public HttpResponse<byte[]> json(String path, String body) {
      return send(path, body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    public JsonNode get(String path) {
      var answer =
          sent(
              HttpRequest.newBuilder(URI.create(house.url() + path))
                  .header("Authorization", "Bearer owner:" + workspace)
                  .GET()
                  .build());
      return Json.tree(new String(answer.body(), StandardCharsets.UTF_8));
    }

    public long calls() {
      return get("/api/spend").path("calls").asLong(-1);
    }

    /// One value of the ledger's live rows, as ClickHouse prints it.
    public String ledger(String what) {
      return house
          .clickHouse
          .ask(
              "select %s from %s.calls final where workspace_id = '%s'"
                  .formatted(what, house.clickHouseDatabase, workspace))
          .strip();
    }
  }

  static HttpResponse<byte[]> sent(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  private static Identity caller(Request request) {
    var parts = request.bearer().orElse("").split(":");
    return new Identity(
        UserId.random(),
        SessionId.random(),
        new Workspace(WorkspaceId.parse(parts[1]), false),
        Role.parse(parts[0]));
  }
}
