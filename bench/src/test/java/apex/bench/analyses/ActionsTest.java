package apex.bench.analyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import apex.backend.prices.BuiltInPrices;
import apex.edge.json.Json;
import apex.embedded.RealClickHouse;
import apex.kernel.environment.Secret;
import apex.launcher.sample.SampleMonth;
import apex.ops.protocol.Shapes;
import apex.spend.action.Artefact;
import apex.spend.action.BatchFile;
import apex.spend.action.BlockedKey;
import apex.spend.action.BudgetGate;
import apex.spend.action.CachedRequest;
import apex.spend.action.CollectorConfig;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.LiteLlmConfig.Deployment;
import apex.spend.action.LiteLlmKey;
import apex.spend.action.LowerEffort;
import apex.spend.action.PortkeyConfig;
import apex.spend.action.PythonSnippet;
import apex.spend.action.Withheld;
import apex.spend.analysis.Action;
import apex.spend.analysis.Analyses;
import apex.spend.analysis.Analysis;
import apex.spend.analysis.Capacity;
import apex.spend.analysis.Study;
import apex.spend.count.Counted;
import apex.spend.figures.ToldCall;
import apex.spend.price.PriceBook;
import apex.spend.usage.Call;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.Migrations;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every file that an action hands out, of the planted month and of the same month under names made
/// to break files: read by its own parser, held against its shape, run where it is a program.
class ActionsTest {
  private static final Instant END = Instant.parse("2026-11-01T00:00:00Z");
  private static final int CALLS = 30_000;
  private static final PriceBook BOOK = BuiltInPrices.read();
  private static final UUID WORKSPACE = UUID.fromString("11111111-2222-4333-8444-555555555555");

  /// Refuses always: prompts are not stored.
  private static final Set<String> REFUSING = Set.of("semantic_duplicates");

  private static final List<String> HOSTILE =
      List.of(
          "it's \"quoted\"",
          "line one\nline two\r\n- item: x",
          "a: # comment",
          "${{ secrets.TOKEN }}",
          "{{ mustache }} {% if %}",
          "`reboot`",
          "$(touch /tmp/owned) ${HOME} $HOME",
          "'; drop table calls; --",
          "\\' or 1=1 -- \\",
          "{workspace_id:UUID}",
          "日本語 العربية עברית 🙂 ﷽",
          "\u202Eright to left\u2066",
          "tab\tbell\u0007 null\u0000 next line\u0085 bom\uFEFF \uFFFE",
          "*alias &anchor !tag |block >folded %dir @at",
          "~",
          "no",
          "0x1F",
          "*/ ?> <!-- ]]>",
          "EOF\nEOF",
          "x".repeat(300),
          "%s %d %n");

  private static List<Action> planted = List.of();
  private static List<Action> renamed = List.of();
  private static Set<String> kinds = Set.of();
  private static String database = "";

  @TempDir Path folder;

  @BeforeAll
  static void plan() {
    var calls = new Planted(BOOK, new SampleMonth(1, CALLS, END, Set.of())).told();
    var advice = advice(calls);
    kinds = new TreeSet<>(advice.findings().stream().map(finding -> finding.kind()).toList());
    planted = advice.actions();
    renamed = advice(calls.stream().map(ActionsTest::renamed).toList()).actions();
    var server = RealClickHouse.shared();
    database = server.freshDatabase();
    Migrations.run(
        new Analytics(
            new ClickHouseConfig(
                URI.create(server.url()), server.user(), new Secret(server.password()), database)));
  }

  private static Analyses.Advice advice(List<ToldCall> calls) {
    var offers = List.of(new Capacity("openai", "gpt-4o", 50_000, new BigDecimal("12.5")));
    var study = new Study(Counted.told(calls, BOOK), BOOK, offers);
    return Analyses.run(study, Analyses.all().stream().map(Analysis::kind).toList());
  }

  private static ToldCall renamed(ToldCall told) {
    var call = told.call();
    var route = HOSTILE.get(Math.floorMod(call.route().hashCode(), HOSTILE.size()));
    return new ToldCall(
        new Call(
            call.at(),
            call.provider(),
            call.model(),
            route + call.route(),
            call.user(),
            call.conversation(),
            call.status(),
            call.latencyMs(),
            call.tokens(),
            call.prefixHashes(),
            call.serviceTier()),
        told.beside());
  }

  @Test
  void noAnalysisIsWithoutAnActionThatIsHeldHere() {
    var all = new TreeSet<>(Analyses.all().stream().map(Analysis::kind).toList());
    all.removeAll(REFUSING);
    assertThat(kinds).isEqualTo(all);
  }

  @Test
  void everyActionHasAFileToApplyAndAFileToCheckAndSaysHowToGoBack() {
    assertThat(planted)
        .hasSizeGreaterThan(20)
        .allSatisfy(action -> {
          assertThat(uses(action)).contains(Artefact.Use.CHECK);
          if (!uses(action).contains(Artefact.Use.APPLY))
            assertThat(action.steps().getLast()).startsWith("A file is left out: ");
          assertThat(action.verify()).contains(names(action, Artefact.Use.CHECK));
          var told = String.join(" ", action.steps()) + action.verify() + action.undo();
          for (var name : names(action, Artefact.Use.UNDO))
            assertThat(action.undo()).contains(name);
          for (var name : named(action)) assertThat(told).contains(name);
        });
  }

  /// What an action applies is named where it is told how; batches are "the file below".
  private static List<String> named(Action action) {
    return names(action, Artefact.Use.APPLY).stream()
        .filter(name -> !name.contains("batch") && !name.contains("shadow"))
        .toList();
  }

  private static List<Artefact.Use> uses(Action action) {
    return action.artefacts().stream().map(Artefact::purpose).toList();
  }

  private static List<String> names(Action action, Artefact.Use use) {
    return action.artefacts().stream()
        .filter(file -> file.purpose() == use)
        .map(Artefact::name)
        .toList();
  }

  @Test
  void allActionsOfAnAnswerTakeLessThanAQuarterOfAMegabyte() {
    var bytes = Json.write(planted).getBytes(StandardCharsets.UTF_8).length;
    System.out.printf("measured %d actions in %,d bytes%n", planted.size(), bytes);
    assertThat(bytes).isLessThan(256 << 10);
  }

  @Test
  void everyActionKeepsToItsShape() {
    for (var action : Stream.concat(planted.stream(), renamed.stream()).toList())
      assertThat(Shapes.faults("action", Json.write(action))).isEmpty();
  }

  @Test
  void everyFileOfThePlantedMonthIsReadByItsOwnFormat() throws Exception {
    hold(planted.stream().flatMap(action -> action.artefacts().stream()).toList());
  }

  @Test
  void everyFileOfTheMonthUnderHostileNamesIsReadByItsOwnFormat() throws Exception {
    assertThat(renamed).hasSameSizeAs(planted);
    hold(renamed.stream().flatMap(action -> action.artefacts().stream()).toList());
  }

  static List<String> hostile() {
    return HOSTILE;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileNameIsReadBackAsItIs(String name) throws Exception {
    var files = withName(name);
    hold(files);
    for (var file : files)
      if (file.mediaType().contains("json") || file.mediaType().contains("yaml"))
        assertThat(texts(tree(file)))
            .as(file.name())
            .anySatisfy(text -> assertThat(text).endsWith(name));
  }

  /// Every builder that takes a name from usage data as it is.
  private static List<Artefact> withName(String name) {
    var gpt = Deployment.named(name, "openai", name);
    return new Kit()
        .apply(() ->
            LiteLlmConfig.EMPTY
                .serving(gpt.weighing(1).capped(10).thinking("low").caching(true))
                .fallingBack(name, "other")
                .artefact("litellm.yaml", "a test."))
        .apply(() ->
            PortkeyConfig.balancing(
                    PortkeyConfig.Target.of("openai", name).weighing(new BigDecimal("0.5")))
                .artefact("portkey.json"))
        .apply(() -> CachedRequest.anthropic("a.json", name, "p", Duration.ofHours(1), 1024))
        .apply(() -> CachedRequest.openAi("b.json", name, name, "p", Duration.ofMinutes(10), 1024))
        .apply(() -> CachedRequest.gemini("c.json", name, "p", Duration.ofMinutes(10), 1024))
        .apply(() -> CachedRequest.geminiContent("d.json", name, Duration.ofHours(1)))
        .apply(() -> CachedRequest.order("e.json", name))
        .apply(() -> BatchFile.of("openai", name, name, false))
        .apply(() -> BatchFile.of("anthropic", name, name, false))
        .apply(() -> BatchFile.shadow("openai", name, name))
        .apply(() -> LowerEffort.of("f.json", "openai", name))
        .artefacts();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileNameInAQueryFindsItsOwnCallAndNoOther(String name) throws Exception {
    var row =
        Json.write(
            Map.of(
                "workspace_id",
                WORKSPACE.toString(),
                "call_key",
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .substring(0, 16),
                "sign",
                1,
                "ts",
                Instant.now().toString().substring(0, 19).replace('T', ' '),
                "provider",
                name,
                "model",
                name,
                "route",
                name,
                "status",
                "ok",
                "cost_usd",
                "0.25"));
    ask(
        "insert into call_costs (workspace_id, call_key, sign, ts, provider, model, route, status, cost_usd) settings async_insert = 0 format JSONEachRow "
            + row);
    var query = new LedgerSql(name, name, name).costByDay("check.sql").content();
    assertThat(ask(query).strip().split("\n")).singleElement().asString().contains("\t1\t0.25");
  }

  @Test
  void aNameThatLiteLlmWouldLookUpInItsEnvironmentIsRefused() {
    var name = "os.environ/LITELLM_MASTER_KEY";
    assertThatThrownBy(() -> Deployment.named(name, "openai", "gpt-4o"))
        .isInstanceOf(Withheld.class)
        .hasMessageContaining("environment");
    assertThatThrownBy(() -> LiteLlmConfig.EMPTY.fallingBack("gpt-4o", name))
        .isInstanceOf(Withheld.class);
  }

  @Test
  void aProviderThatAGatewayDoesNotKnowIsNotGuessed() {
    var kit =
        new Kit()
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .serving(Deployment.of("self-hosted", "in-house-7b"))
                    .artefact("litellm.yaml", "a test."))
            .apply(() -> BatchFile.of("deepseek", "deepseek-chat", "job", false));
    assertThat(kit.artefacts()).isEmpty();
    assertThat(kit.withheld()).hasSize(2).first().asString().contains("self-hosted");
  }

  @Test
  void halfACharacterIsRefusedByEveryFormat() {
    var half = "x\ud83d";
    assertThatThrownBy(() -> CachedRequest.order("a.json", half)).isInstanceOf(Withheld.class);
    assertThatThrownBy(() -> new LedgerSql("", half, "").costByDay("a.sql"))
        .isInstanceOf(Withheld.class);
    assertThatThrownBy(() -> PythonSnippet.trim("a.py", half, 5)).isInstanceOf(Withheld.class);
  }

  @Test
  void everyCollectorConfigurationIsReadAndTakesPromptsOutWhereItHashesThem() throws Exception {
    for (var lack : CollectorConfig.Lack.values())
      hold(List.of(CollectorConfig.of("collector.yaml", Set.of(lack))));
    var all = CollectorConfig.of("collector.yaml", EnumSet.allOf(CollectorConfig.Lack.class));
    hold(List.of(all));
    assertThat(all.content())
        .contains("apex.prompt.hash", "delete_key(attributes, \\\"gen_ai.input.messages\\\")");
  }

  @Test
  void theScriptsForAKeyAreShell() throws Exception {
    hold(List.of(BlockedKey.block("a.sh"), BlockedKey.unblock("b.sh")));
    hold(List.of(LiteLlmKey.of("name: with #", BigDecimal.ONE, "1d").generate("k.json")));
  }

  // --- the gate -------------------------------------------------------------------------------

  @Test
  void theGateEndsWithZeroWithinTheBudgetAndWithOneOverIt() throws Exception {
    assertThat(gate("99.50", reply("99.500000"))).isZero();
    assertThat(gate("99.50", reply("99.500001"))).isEqualTo(1);
  }

  @Test
  void theGateEndsWithThreeWhenTheSpendIsNotKnown() throws Exception {
    assertThat(gate("99.50", "{\"total_cost_usd\":null}")).isEqualTo(3);
    assertThat(gate("99.50", "")).isEqualTo(3);
  }

  @Test
  void theGateRefusesABudgetThatIsNoNumber() throws Exception {
    assertThat(gate("lots; true", reply("1.000000"))).isEqualTo(2);
  }

  @Test
  void aGroupNamedLikeTheTotalDoesNotFoolTheGate() throws Exception {
    var name = "\"total_cost_usd\":\"0.000001\"";
    var reply =
        Json.write(Map.of("total_cost_usd", "500.000000"))
            .replace("}", ",\"groups\":[" + Json.write(Map.of("group", name)) + "]}");
    assertThat(gate("99.50", reply)).isEqualTo(1);
  }

  @Test
  void theGateAsksTheHouseOverHttpWithItsToken() throws Exception {
    assumeThat(ends(List.of("sh", "-c", "command -v curl"), Map.of())).isZero();
    var asked = new ArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var path = exchange.getRequestURI().getPath();
          asked.add(
              path
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          var body =
              (path.equals("/auth/login") ? "{\"access_token\":\"abc.def\"}" : reply("12.000000"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      var login = Map.of("APEX_URL", url, "APEX_EMAIL", "a@b.c", "APEX_PASSWORD", "p\"w\\d");
      assertThat(run(login)).isZero();
      assertThat(asked).hasSize(2);
      assertThat(
              Json.tree(asked.getFirst().substring("/auth/login null ".length()))
                  .path("password")
                  .asString())
          .isEqualTo("p\"w\\d");
      assertThat(asked.get(1)).startsWith("/api/spend Bearer abc.def");
    } finally {
      server.stop(0);
    }
  }

  private static String reply(String total) {
    return "{\"period\":{},\"total_cost_usd\":\"%s\",\"groups\":[]}".formatted(total);
  }

  private int gate(String budget, String reply) throws Exception {
    var answer = Files.writeString(folder.resolve("reply.json"), reply);
    var command = Files.writeString(folder.resolve("apex"), "#!/bin/sh\ncat '" + answer + "'\n");
    assertThat(command.toFile().setExecutable(true)).isTrue();
    return run(Map.of("APEX", command.toString(), "BUDGET_USD", budget));
  }

  private int run(Map<String, String> environment) throws Exception {
    var script = new BudgetGate(new BigDecimal("100.00")).script("gate.sh").content();
    var file = Files.writeString(folder.resolve("gate.sh"), script);
    return ends(List.of("sh", file.toString()), environment);
  }

  // --- patches --------------------------------------------------------------------------------

  @Test
  void aPatchMakesTheRequestAfterOfTheOneBeforeAndItsUndoTakesItBack() throws Exception {
    var changes =
        List.of(
            CachedRequest.anthropic("a.json", "claude", "write_all_1h", Duration.ofHours(1), 1024),
            CachedRequest.openAi(
                "b.json", "gpt", "chat", "automatic_10m", Duration.ofMinutes(10), 1024),
            CachedRequest.gemini("c.json", "gemini", "automatic_10m", Duration.ofMinutes(10), 1024),
            CachedRequest.order("d.json", "any"));
    for (var change : changes) {
      var tree = Json.tree(change.content());
      assertThat(patched(tree.path("before"), tree.path("patch"))).isEqualTo(tree.path("after"));
      assertThat(patched(tree.path("after"), tree.path("undo"))).isEqualTo(tree.path("before"));
    }
  }

  @Test
  void theMarksOfACachePolicyHaveItsTimeToLive() {
    var hour = CachedRequest.anthropic("a.json", "m", "write_all_1h", Duration.ofHours(1), 1024);
    var short5 =
        CachedRequest.anthropic("a.json", "m", "write_all_5m", Duration.ofMinutes(5), 1024);
    assertThat(Json.tree(hour.content()).at("/after/system/0/cache_control/ttl").asString())
        .isEqualTo("1h");
    assertThat(Json.tree(short5.content()).at("/after/system/0/cache_control/ttl").isMissingNode())
        .isTrue();
  }

  /// RFC 6902's add, replace and remove on members and elements.
  private static JsonNode patched(JsonNode before, JsonNode patch) {
    var tree = before.deepCopy();
    for (var operation : patch) {
      var path = operation.path("path").asString();
      var parent = tree.at(path.substring(0, path.lastIndexOf('/')));
      var last = path.substring(path.lastIndexOf('/') + 1);
      var value = operation.path("value");
      boolean removes = operation.path("op").asString().equals("remove");
      switch (parent) {
        case ObjectNode object -> {
          if (removes) object.remove(last);
          else object.set(last, value);
        }
        case ArrayNode array -> array.set(Integer.parseInt(last), value);
        default -> throw new AssertionError("nothing at " + path);
      }
    }
    return tree;
  }

  // --- formats --------------------------------------------------------------------------------

  private void hold(List<Artefact> files) throws Exception {
    assertThat(files).isNotEmpty();
    for (var file : files)
      switch (file.mediaType()) {
        case "application/yaml", "application/json" -> held(file, Json.write(tree(file)));
        case "application/jsonl" -> {
          for (var line : file.content().strip().split("\n")) held(file, line);
        }
        case "application/x-sh" -> parses(file, List.of("sh", "-n"));
        case "text/x-python" -> {
          if (ends(List.of("sh", "-c", "command -v python3"), Map.of()) == 0)
            parses(
                file,
                List.of(
                    "python3",
                    "-c",
                    "import ast,sys;ast.parse(open(sys.argv[1], encoding='utf-8').read())"));
        }
        case "application/sql" -> assertThat(ask(file.content())).isNotNull();
        case "text/plain" -> assertThat(file.content()).isNotBlank();
        default -> throw new AssertionError("no parser for " + file.mediaType());
      }
  }

  private static void held(Artefact file, String json) {
    var shape = file.schema().orElseThrow().replace(".schema.json", "");
    assertThat(Shapes.faults(shape, json)).as(file.name() + "\n" + file.content()).isEmpty();
  }

  private void parses(Artefact file, List<String> parser) throws Exception {
    var path = Files.writeString(folder.resolve(file.name()), file.content());
    var command = new ArrayList<>(parser);
    command.add(path.toString());
    assertThat(ends(command, Map.of())).as(file.content()).isZero();
  }

  /// As maps, lists and values.
  private static Object tree(Artefact file) {
    return file.mediaType().equals("application/yaml")
        ? new Load(LoadSettings.builder().build()).loadFromString(file.content())
        : Json.tree(file.content().strip().split("\n\\{\"custom_id\"")[0]);
  }

  private static List<String> texts(Object tree) {
    var texts = new ArrayList<String>();
    gather(Json.tree(Json.write(tree)), texts);
    return texts;
  }

  private static void gather(JsonNode node, List<String> texts) {
    if (node.isString()) texts.add(node.asString());
    node.forEach(child -> gather(child, texts));
  }

  private static int ends(List<String> command, Map<String, String> environment) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().putAll(environment);
    var started = process.start();
    started.getOutputStream().close();
    var said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(started.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
    return started.exitValue();
  }

  private static String ask(String sql) throws IOException, InterruptedException {
    var server = RealClickHouse.shared();
    var uri =
        "%s/?database=%s&param_workspace_id=%s"
            .formatted(
                server.url(), URLEncoder.encode(database, StandardCharsets.UTF_8), WORKSPACE);
    var request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("X-ClickHouse-User", server.user())
            .header("X-ClickHouse-Key", server.password())
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(sql + "\n" + answer.body()).isEqualTo(200);
      return answer.body();
    }
  }
}
