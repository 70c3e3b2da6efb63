package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.ingestion.RealLedger;
import apex.backend.prices.Books;
import apex.edge.http.Request;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.json.Json;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.Repricings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Imports, keys and spend over HTTP. The caller's token here is `role:workspace`.
class UsageApiTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("apex.root", "..")).resolve("docs/samples");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Server server;

  private final Workspace workspace = new Workspace(WorkspaceId.random(), false);
  private final String owner = "owner:" + workspace.id();

  private record Reply(int status, JsonNode json) {}

  @BeforeAll
  static void start() {
    var ledger = RealLedger.shared();
    var routes = Routes.builder();
    Stream.of(
            new Imports(ledger.importing(), ledger.keys, UsageApiTest::caller, 1 << 20).endpoints(),
            new Keys(ledger.keys, UsageApiTest::caller).endpoints(),
            new Exports(ledger.query, ledger.workspaces, UsageApiTest::caller).endpoints(),
            new RemovalApi(ledger.removals, UsageApiTest::caller).endpoints(),
            new SpendApi(
                    ledger.query,
                    ledger.workspaces,
                    Books.always(ledger.book),
                    new Repricings(ledger.database),
                    new AdoptedCosts(ledger.database),
                    InstantSource.system(),
                    UsageApiTest::caller)
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

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anImportIsAnsweredListedUndoneAndForgottenByTheSpend() throws Exception {
    var loaded = load(owner, rows(20) + "broken\n").json;
    fits(loaded, "import_result");
    assertThat(loaded.path("accepted").asLong()).isEqualTo(20);
    assertThat(loaded.path("rejections").path(0).path("reason").asString())
        .isEqualTo("COLUMN_COUNT");
    var id = loaded.path("import_id").asString();
    var listed = get(owner, "/api/imports").json.path("imports").path(0);
    assertThat(listed.path("import_id").asString()).isEqualTo(id);
    assertThat(listed.path("state").asString()).isEqualTo("completed");
    assertThat(listed.path("rejections").path(0).path("count").asLong()).isEqualTo(1);
    var receipt = send(owner, "DELETE", "/api/imports/" + id, "").json;
    fits(receipt, "import_receipt");
    assertThat(receipt.path("reversed").asLong()).isEqualTo(20);
    assertThat(send(owner, "DELETE", "/api/imports/" + id, "").json).isEqualTo(receipt);
    assertThat(get(owner, "/api/spend").json.path("calls").asLong()).isZero();
    assertThat(get(owner, "/api/imports").json.path("imports").path(0).path("undone").asBoolean())
        .isTrue();
  }

  @Test
  void aDryRunTellsEveryRowAndWritesNothingAndTheImportAgreesToTheLastPlace() throws Exception {
    var file = rows(97) + "broken\n" + rows(97).lines().skip(1).findFirst().get() + "\n";
    var lines = rehearse(file);
    assertThat(lines).hasSize(97 + 2 + 1);
    lines.subList(0, lines.size() - 1).forEach(line -> fits(line, "import_row"));
    var foretold = lines.getLast();
    fits(foretold, "import_result");
    assertThat(foretold.path("dry_run").asBoolean()).isTrue();
    assertThat(get(owner, "/api/imports").json.path("imports")).isEmpty();
    assertThat(get(owner, "/api/spend").json.path("calls").asLong()).isZero();
    var done = load(owner, file).json;
    for (var field : List.of("read", "accepted", "duplicate", "rejected", "cost_usd", "detected"))
      assertThat(done.path(field)).as(field).isEqualTo(foretold.path(field));
    var sum =
        lines.stream()
            .filter(line -> line.path("type").asString().equals("row"))
            .filter(line -> line.path("cost_usd").isString())
            .map(line -> new BigDecimal(line.path("cost_usd").asString()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(get(owner, "/api/spend").json.path("total_cost_usd").asString())
        .isEqualTo(sum.setScale(6, java.math.RoundingMode.HALF_EVEN).toPlainString());
    assertThat(lines)
        .filteredOn(line -> line.path("model").asString("").equals("in-house-7b"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.path("cost_usd").isNull()).isTrue())
        .allSatisfy(line -> assertThat(line.path("why").asString()).isNotEmpty());
    assertThat(rehearse(file).getLast().path("duplicate").asLong()).isEqualTo(98);
  }

  @Test
  void aDryRunOfAFileThatIsNoneOfUsageIsAProblemAndNotHalfAnAnswer() throws Exception {
    var refused = send(owner, "POST", "/api/usage/import?dry_run=true", "Dear reader\n");
    assertThat(refused.status).isEqualTo(422);
    fits(refused.json, "problem");
    assertThat(send(owner, "POST", "/api/usage/import?dry_run=maybe", rows(1)).status)
        .isEqualTo(400);
    assertThat(send(owner, "POST", "/api/usage/import?map=a", rows(1)).status).isEqualTo(400);
  }

  @Test
  void ownersAloneRemoveAndWithoutTheWordNothingGoes() throws Exception {
    load(owner, rows(24));
    var erase = "{\"user\":\"nobody\",\"calls\":true}";
    for (var path : List.of("/api/retention", "/api/erasure"))
      assertThat(send("editor:" + workspace.id(), "POST", path, erase).status).isEqualTo(403);
    var looked = send(owner, "POST", "/api/retention", "{\"days\":1}").json;
    fits(looked, "removal");
    assertThat(looked.path("dry_run").asBoolean()).isTrue();
    assertThat(looked.path("calls").asLong()).isEqualTo(24);
    assertThat(get(owner, "/api/spend").json.path("calls").asLong()).isEqualTo(24);
    var done = send(owner, "POST", "/api/retention", "{\"days\":1,\"dry_run\":false}").json;
    fits(done, "removal");
    assertThat(get(owner, "/api/spend").json.path("calls").asLong()).isZero();
    var shown = get(owner, "/api/retention").json;
    assertThat(shown.path("days").asInt()).isEqualTo(1);
    fits(shown.path("removals").path(0), "removal_receipt");
    for (var bad : List.of("{\"days\":0}", "{\"days\":99999}"))
      assertThat(send(owner, "POST", "/api/retention", bad).status).as(bad).isEqualTo(400);
    for (var bad : List.of("{}", "{\"user\":\"\"}", "{\"user_hash\":\"ada\"}"))
      assertThat(send(owner, "POST", "/api/erasure", bad).status).as(bad).isEqualTo(400);
  }

  @Test
  void aMonthIsExportedWithItsDigestAndWhatHasNoPriceIsCountedBesideIt() throws Exception {
    load(owner, rows(97));
    var uri =
        URI.create("http://127.0.0.1:%d/api/export/focus?month=2026-01".formatted(server.port()));
    var request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + owner).build();
    var file = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(file.statusCode()).isEqualTo(200);
    var digest = java.security.MessageDigest.getInstance("SHA-256").digest(file.body());
    assertThat(file.headers().firstValue("content-digest"))
        .contains("sha-256=:%s:".formatted(java.util.Base64.getEncoder().encodeToString(digest)));
    assertThat(file.headers().firstValue("x-apex-unpriced-calls")).contains("33");
    assertThat(new BigDecimal(file.headers().firstValue("x-apex-total-usd").get()))
        .usingComparator((a, b) -> a.setScale(6, java.math.RoundingMode.HALF_EVEN).compareTo(b))
        .isEqualTo(new BigDecimal(get(owner, "/api/spend").json.path("total_cost_usd").asString()));
    for (var bad : List.of("", "?month=soon", "?month=2026-01&version=9", "?month=2026-01&as_of=x"))
      assertThat(get(owner, "/api/export/focus" + bad).status).as(bad).isEqualTo(400);
  }

  @Test
  void strangersAndLesserRolesAreRefused() throws Exception {
    var id = load(owner, rows(3)).json.path("import_id").asString();
    var stranger = "owner:" + WorkspaceId.random();
    assertThat(send(stranger, "DELETE", "/api/imports/" + id, "").status).isEqualTo(404);
    assertThat(send(owner, "DELETE", "/api/imports/nonsense", "").status).isEqualTo(404);
    var viewer = "viewer:" + workspace.id();
    assertThat(load(viewer, rows(3)).status).isEqualTo(403);
    var editor = "editor:" + workspace.id();
    assertThat(load(editor, rows(3)).json.path("duplicate").asLong()).isEqualTo(3);
    assertThat(send(editor, "DELETE", "/api/imports/" + id, "").status).isEqualTo(403);
    assertThat(get(editor, "/api/keys").status).isEqualTo(403);
    assertThat(get("", "/api/imports").status).isEqualTo(401);
    assertThat(get(stranger, "/api/imports").json.path("imports")).isEmpty();
  }

  @Test
  void aKeyLoadsUsageUntilItIsRevokedAndNothingElse() throws Exception {
    var made = send(owner, "POST", "/api/keys", "{\"name\":\"collector\"}");
    assertThat(made.status).isEqualTo(201);
    var key = made.json.path("key").asString();
    assertThat(key).matches("apx_[A-Za-z0-9_-]{43}");
    assertThat(load(key, rows(4)).json.path("accepted").asLong()).isEqualTo(4);
    assertThat(get(key, "/api/imports").status).isEqualTo(401);
    var listed = get(owner, "/api/keys").json.path("keys");
    assertThat(listed.toString()).doesNotContain(key).contains("collector");
    assertThat(listed.path(0).path("last_used_at").isNull()).isFalse();
    var path = "/api/keys/" + made.json.path("id").asString();
    assertThat(send("owner:" + WorkspaceId.random(), "DELETE", path, "").status).isEqualTo(404);
    assertThat(send(owner, "DELETE", path, "").status).isEqualTo(204);
    assertThat(load(key, rows(4)).status).isEqualTo(401);
    assertThat(send(owner, "POST", "/api/keys", "{\"name\":\" \"}").status).isEqualTo(400);
  }

  @Test
  void groupsOfSpendAddUpToItsTotal() throws Exception {
    load(owner, rows(97));
    for (var by : List.of("model", "route", "provider", "day")) {
      var spend = get(owner, "/api/spend?by=" + by).json;
      fits(spend, "spend");
      var parts =
          spend
              .path("groups")
              .valueStream()
              .filter(group -> !group.path("cost_usd").isNull())
              .map(group -> new BigDecimal(group.path("cost_usd").asString()))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(parts.toPlainString()).isEqualTo(spend.path("total_cost_usd").asString());
      assertThat(spend.path("calls").asLong()).isEqualTo(97);
    }
  }

  @Test
  void whatHasNoPriceIsUnknownAndNotZero() throws Exception {
    load(owner, rows(97));
    var spend = get(owner, "/api/spend").json;
    var unknown =
        spend
            .path("groups")
            .valueStream()
            .filter(group -> group.path("group").asString().equals("in-house-7b"))
            .findFirst()
            .orElseThrow();
    assertThat(unknown.path("cost_usd").isNull()).isTrue();
    assertThat(unknown.path("why").asString()).contains("no price");
    assertThat(spend.path("coverage").path("tokens_priced").asDouble()).isBetween(0.5, 0.9);
    assertThat(spend.path("coverage").path("unpriced").path(0).path("model").asString())
        .isEqualTo("in-house-7b");
  }

  @Test
  void aPeriodCountsItsDaysOnly() throws Exception {
    load(owner, rows(97));
    var spend = get(owner, "/api/spend?from=2026-01-02&to=2026-01-03&by=day").json;
    assertThat(spend.path("calls").asLong()).isEqualTo(24);
    assertThat(spend.path("period").path("zone").asString()).isEqualTo("UTC");
    assertThat(spend.path("period").path("from").asString()).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(get(owner, "/api/spend?from=2026-01-03&to=2026-01-02").status).isEqualTo(400);
    assertThat(get(owner, "/api/spend?from=soon").status).isEqualTo(400);
    assertThat(get(owner, "/api/spend?by=mood").status).isEqualTo(400);
  }

  @Test
  void aFileWithoutAColumnIsRefusedWithTheColumn() throws Exception {
    var refused = load(owner, "timestamp,model,input_tokens\n2026-01-01T00:00:00Z,gpt-4o,1\n");
    fits(refused.json, "problem");
    assertThat(refused.status).isEqualTo(422);
    assertThat(refused.json.path("detail").asString()).contains("my.csv", "output_tokens");
  }

  static Stream<Path> samples() throws IOException {
    try (var files = Files.list(SAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aDryRunOfEverySampleTellsALineForEachRow(Path sample) throws Exception {
    var name = sample.getFileName().toString();
    var more =
        switch (name) {
          case "mapped.csv" ->
              "&map=when=timestamp&map=engine=model&map=in=input_tokens&map=out=output_tokens&map=team=route&provider=openai";
          case "burstgpt.csv" -> "&provider=openai&start=2026-01-01T00:00:00Z";
          default -> "";
        };
    var path = "/api/usage/import?dry_run=true&name=" + name + more;
    var answer = sent(owner, "POST", path, Files.readString(sample));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var lines = answer.body().strip().lines().toList();
    var rows = lines.subList(0, lines.size() - 1);
    assertThat(rows).isNotEmpty().hasSize(Json.tree(lines.getLast()).path("read").asInt());
    for (var line : rows) {
      assertThat(ProtocolShape.faults("import_row", line)).as(line).isEqualTo(List.of());
      assertThat(line)
          .matches(
              "\\{\"type\":\"row\",\"line\":[0-9]+,\"model\":\"[^\"]+\",\"cost_usd\":(?:\"[0-9]+(?:\\.[0-9]*[1-9])?\",\"why\":(?:null|\"[^\"]+\")|null,\"why\":\"[^\"]+\").*");
    }
    assertThat(ProtocolShape.faults("import_result", lines.getLast())).isEqualTo(List.of());
  }

  @Test
  void optionsAreCheckedBeforeTheFileIsRead() throws Exception {
    for (var option : List.of("format=xml", "start=soon", "model=" + "m".repeat(300), "route=%00"))
      assertThat(send(owner, "POST", "/api/usage/import?" + option, rows(3)).status)
          .as(option)
          .isEqualTo(400);
    assertThat(get(owner, "/api/imports").json.path("imports")).isEmpty();
  }

  @Test
  void tooLargeAFileIsRefused() throws Exception {
    assertThat(load(owner, rows(3) + " ".repeat(1 << 20)).status).isEqualTo(413);
  }

  private static Identity caller(Request request) {
    var parts = request.bearer().orElse("").split(":");
    if (parts.length != 2) throw new ApexException(ErrorCode.UNAUTHENTICATED, "no token");
    return new Identity(
        new UserId(
            UUID.nameUUIDFromBytes(parts[0].getBytes(java.nio.charset.StandardCharsets.UTF_8))),
        SessionId.random(),
        new Workspace(WorkspaceId.parse(parts[1]), false),
        Role.parse(parts[0]));
  }

  /// One call an hour; every third of a model that has no price.
  private static String rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            "2026-01-%02dT%02d:00:00Z,%s,%s,route%d,%d,%d"
                .formatted(
                    1 + i / 24,
                    i % 24,
                    i % 3 == 0 ? "self-hosted" : "openai",
                    i % 3 == 0 ? "in-house-7b" : i % 2 == 0 ? "gpt-4o" : "gpt-4o-mini",
                    i % 4,
                    101 + i,
                    7 + i))
        .collect(
            Collectors.joining(
                "\n", "timestamp,provider,model,route,input_tokens,output_tokens\n", "\n"));
  }

  private List<JsonNode> rehearse(String file) throws Exception {
    var path = "/api/usage/import?name=my.csv&dry_run=true";
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
            .header("Authorization", "Bearer " + owner)
            .POST(HttpRequest.BodyPublishers.ofString(file))
            .build();
    var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body().map(line -> Json.tree(line)).toList();
  }

  private static Reply load(String token, String body) throws Exception {
    return send(token, "POST", "/api/usage/import?name=my.csv", body);
  }

  private static Reply get(String token, String path) throws Exception {
    return send(token, "GET", path, "");
  }

  private static Reply send(String token, String method, String path, String body)
      throws Exception {
    var answer = sent(token, method, path, body);
    return new Reply(
        answer.statusCode(), answer.body().isEmpty() ? Json.tree("{}") : Json.tree(answer.body()));
  }

  private static HttpResponse<String> sent(String token, String method, String path, String body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
            .header("Authorization", "Bearer " + token)
            .header(
                "Content-Type",
                List.of("/api/keys", "/api/retention", "/api/erasure").contains(path)
                    ? "application/json"
                    : "text/csv")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void fits(JsonNode json, String shape) {
    assertThat(ProtocolShape.faults(shape, json.toString())).as(shape).isEmpty();
  }
}
