package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the protocol's own client gets from a real house.
class McpTest {
  private static final String USAGE = "provider=openai&model=gpt-4o&route=chat";
  private static final int WEEKS_THREE_AND_A_DAY = 22 * 144;

  private final RunningBackend house = RunningBackend.shared();

  /// Someone who calls tools, and the shapes of what they answer.
  static final class Caller implements AutoCloseable {
    final McpSyncClient client;
    private final Map<String, McpSchema.Tool> tools;

    Caller(Person person) {
      var transport =
          HttpClientStreamableHttpTransport.builder("http://" + person.house())
              .endpoint("/mcp")
              .openConnectionOnStartup(false)
              .requestBuilder(
                  HttpRequest.newBuilder().header("Authorization", "Bearer " + person.token()))
              .build();
      client = McpClient.sync(transport).requestTimeout(Duration.ofSeconds(60)).build();
      client.initialize();
      tools =
          client.listTools().tools().stream()
              .collect(Collectors.toMap(McpSchema.Tool::name, tool -> tool));
    }

    /// The protocol's shape of what a tool answers.
    private static final Map<String, String> SHAPES =
        Map.of(
            "spend", "spend",
            "forecast", "tool_forecast",
            "findings", "tool_findings",
            "evidence", "tool_evidence",
            "ask", "tool_answer",
            "run", "tool_answer");

    McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) {
      return client.callTool(new McpSchema.CallToolRequest(tool, arguments));
    }

    /// What the tool answers, after it was held against its own output shape.
    JsonNode value(String tool, Map<String, Object> arguments) {
      var result = call(tool, arguments);
      assertThat(result.isError()).as(text(result)).isFalse();
      var value = Json.write(result.structuredContent());
      var schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(Json.write(tools.get(tool).outputSchema()));
      assertThat(schema.validate(value, InputFormat.JSON)).as(value).isEmpty();
      assertThat(GoldenPathTest.Schemas.broken(SHAPES.get(tool), value)).as(value).isEmpty();
      return Json.tree(value);
    }

    JsonNode refusal(String tool, Map<String, Object> arguments) {
      var result = call(tool, arguments);
      assertThat(result.isError()).as(text(result)).isTrue();
      assertThat(GoldenPathTest.Schemas.broken("tool_refusal", text(result))).isEmpty();
      return Json.tree(text(result));
    }

    static String text(McpSchema.CallToolResult result) {
      return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private Person spender(int calls) {
    var person = house.someone();
    person.imports(Usage.csv(calls), USAGE);
    return person;
  }

  @Test
  void aClientLearnsWhatItMayAskAndHow() {
    try (var caller = new Caller(house.someone())) {
      var agreed = caller.client.getCurrentInitializationResult();
      assertThat(agreed.protocolVersion()).isEqualTo("2025-11-25");
      assertThat(agreed.serverInfo().name()).isEqualTo("netra-apex");
      assertThat(agreed.instructions()).contains("null");
      var tools = caller.client.listTools().tools();
      assertThat(tools)
          .extracting(McpSchema.Tool::name)
          .containsExactly("spend", "forecast", "findings", "evidence", "ask", "run");
      for (var tool : tools) {
        assertThat(tool.description().length()).as(tool.name()).isBetween(100, 1200);
        assertThat(tool.title()).isNotBlank();
        assertThat(tool.inputSchema().get("additionalProperties")).isEqualTo(false);
        assertThat(tool.outputSchema().get("type")).isEqualTo("object");
        assertThat(tool.annotations().readOnlyHint()).isEqualTo(!tool.name().equals("ask"));
        assertThat(tool.annotations().destructiveHint()).isFalse();
      }
    }
  }

  @Test
  void spendIsWhatTheApiSays() {
    var person = spender(200);
    try (var caller = new Caller(person)) {
      var spent = caller.value("spend", Map.of("by", "route"));
      assertThat(spent.path("total_cost_usd").asString()).isEqualTo(Usage.cost(200));
      assertThat(spent).isEqualTo(person.get("/api/spend?by=route"));
      assertThat(GoldenPathTest.Schemas.broken("spend", spent.toString())).isEmpty();
    }
  }

  @Test
  void spendIsNarrowedAsTheApiNarrowsIt() {
    var person = spender(200);
    person.imports(Usage.csv(50), "provider=openai&model=gpt-4o-mini&route=mail");
    try (var caller = new Caller(person)) {
      var narrow =
          caller.value(
              "spend",
              Map.of("from", "2026-06-01", "to", "2026-06-02", "models", List.of("gpt-4o")));
      assertThat(narrow.path("calls").asInt()).isEqualTo(144);
      assertThat(narrow.path("total_cost_usd").asString()).isEqualTo(Usage.cost(144));
      assertThat(narrow)
          .isEqualTo(person.get("/api/spend?from=2026-06-01&to=2026-06-02&model=gpt-4o"));
      assertThat(caller.value("spend", Map.of("routes", List.of("mail"))).path("calls").asInt())
          .isEqualTo(50);
    }
  }

  @Test
  void aQuestionIsAnsweredWithItsFindingsAndTheirEvidence() {
    var person = spender(400);
    try (var caller = new Caller(person)) {
      var result = caller.call("ask", Map.of("question", GoldenPathTest.QUESTION));
      var asked = caller.value("ask", Map.of("question", GoldenPathTest.QUESTION));
      assertThat(asked.path("status").asString()).isEqualTo("completed");
      assertThat(asked.path("next").asString()).isEmpty();
      var answer = asked.path("result");
      assertThat(Caller.text(result)).contains("was spent on 400 calls");
      assertThat(asked.path("answer_markdown")).isEqualTo(answer.path("answer_markdown"));
      assertThat(answer.path("total_cost_usd").asString()).isEqualTo(Usage.cost(400));
      assertThat(GoldenPathTest.Schemas.broken("result", answer.toString())).isEmpty();
      var run = asked.path("run_id").asString();
      assertThat(caller.value("run", Map.of("run_id", run))).isEqualTo(asked);

      var page = caller.value("findings", Map.of("limit", 2));
      assertThat(page.path("run_id").asString()).isEqualTo(run);
      assertThat(page.path("findings").size()).isEqualTo(2);
      assertThat(page.path("findings").path(0)).isEqualTo(answer.path("findings").path(0));
      assertThat(page.path("matching").asInt()).isEqualTo(answer.path("findings").size());
      assertThat(page.path("next_offset").asInt()).isEqualTo(2);
      var rest = caller.value("findings", Map.of("limit", 50, "offset", 2, "run_id", run));
      assertThat(rest.path("next_offset").isNull()).isTrue();
      assertThat(rest.path("findings").size()).isEqualTo(answer.path("findings").size() - 2);
      var kind = page.path("findings").path(0).path("kind").asString();
      var ofKind = caller.value("findings", Map.of("kind", kind)).path("findings");
      assertThat(ofKind).isNotEmpty().allMatch(f -> f.path("kind").asString().equals(kind));
      var sure = caller.value("findings", Map.of("confidence", "HYPOTHESIS")).path("findings");
      assertThat(sure).allMatch(f -> f.path("confidence").asString().equals("HYPOTHESIS"));

      var evidence = caller.value("evidence", Map.of("id", run + ".e2"));
      assertThat(evidence.path("evidence").path("value").asString()).isEqualTo(Usage.cost(400));
      assertThat(evidence.path("recomputed").isNull()).isTrue();
      var again = caller.value("evidence", Map.of("id", run + ".e2", "recompute", true));
      assertThat(again.path("recomputed").path("holds").asBoolean(false)).isTrue();
    }
  }

  @Test
  void aConversationGoesOnAndTheSameQuestionIsAskedOnce() {
    try (var caller = new Caller(spender(50))) {
      var question =
          Map.<String, Object>of("question", "What did we spend?", "client_message_id", "q1");
      var first = caller.value("ask", question);
      assertThat(caller.value("ask", question)).isEqualTo(first);
      var thread = first.path("thread_id").asString();
      var next = caller.value("ask", Map.of("question", "And by route?", "thread_id", thread));
      assertThat(next.path("thread_id").asString()).isEqualTo(thread);
      assertThat(next.path("run_id")).isNotEqualTo(first.path("run_id"));
    }
  }

  @Test
  void theComingDaysAreForecastWithHowTheForecastDidBefore() {
    try (var caller = new Caller(spender(WEEKS_THREE_AND_A_DAY))) {
      var seen = caller.value("forecast", Map.of("days", 7));
      assertThat(seen.path("days").asInt()).isEqualTo(7);
      assertThat(seen.path("whole_days").asInt()).isEqualTo(22);
      assertThat(seen.path("after").asString()).isEqualTo("2026-06-22");
      double low = Double.parseDouble(seen.path("p10_usd").asString());
      double middle = Double.parseDouble(seen.path("p50_usd").asString());
      double high = Double.parseDouble(seen.path("p90_usd").asString());
      assertThat(middle).isPositive().isBetween(low, high);
      assertThat(seen.path("backtest_weeks").asInt()).isEqualTo(2);
      assertThat(seen.path("input_set").path("rows").asInt()).isEqualTo(WEEKS_THREE_AND_A_DAY);
      var month = caller.value("forecast", Map.of());
      assertThat(month.path("days").asInt()).isEqualTo(30);
      caller.value("ask", Map.of("question", "What will we spend next month?"));
      var finding = caller.value("findings", Map.of("kind", "forecast")).path("findings").path(0);
      var next = finding.path("details").path("next_30_days_usd");
      assertThat(month.path("p10_usd")).isEqualTo(next.path("p10"));
      assertThat(month.path("p50_usd")).isEqualTo(next.path("p50"));
      assertThat(month.path("p90_usd")).isEqualTo(next.path("p90"));
      assertThat(month.path("backtest_mase"))
          .isEqualTo(finding.path("details").path("backtest_mase"));
    }
  }

  @Test
  void withoutEnoughDaysThereIsAReasonAndNoForecast() {
    try (var caller = new Caller(spender(300))) {
      var refused = caller.refusal("forecast", Map.of());
      assertThat(refused.path("error_code").asString()).isEqualTo("INVALID_DATA");
      assertThat(refused.path("message").asString()).contains("14 whole days").contains("has 2");
      assertThat(refused.path("remedy").asString()).contains("two weeks");
    }
  }

  @Test
  void badArgumentsAndUnknownToolsAreRefusedInWords() {
    try (var caller = new Caller(house.someone())) {
      var refused = caller.refusal("forecast", Map.of("days", 1000, "colour", "red"));
      assertThat(refused.path("error_code").asString()).isEqualTo("INVALID_REQUEST");
      assertThat(refused.path("message").asString())
          .contains(
              "days must be a whole number from 1 to 90, was '1000'", "'colour' is not known");
      var day = caller.refusal("spend", Map.of("from", "2026-99-99"));
      assertThat(day.path("message").asString()).contains("from: must be a day", "2026-99-99");
      var turned = caller.refusal("spend", Map.of("from", "2026-06-02", "to", "2026-06-01"));
      assertThat(turned.path("message").asString()).contains("from must be before to");
      assertThat(caller.refusal("findings", Map.of()).path("remedy").asString()).contains("ask");
      Assertions.assertThatThrownBy(() -> caller.call("dance", Map.of()))
          .isInstanceOf(McpError.class);
    }
  }

  @Test
  void whatBelongsToAStrangerIsNotFound() {
    var victim = spender(20);
    try (var caller = new Caller(victim);
        var stranger = new Caller(house.someone())) {
      var asked = caller.value("ask", Map.of("question", "What did we spend?"));
      var run = asked.path("run_id").asString();
      var thread = asked.path("thread_id").asString();
      for (var refused :
          List.of(
              stranger.refusal("run", Map.of("run_id", run)),
              stranger.refusal("findings", Map.of("run_id", run)),
              stranger.refusal("findings", Map.of()),
              stranger.refusal("evidence", Map.of("id", run + ".e2")),
              stranger.refusal("evidence", Map.of("id", run + ".e2", "recompute", true)),
              stranger.refusal("ask", Map.of("question", "And?", "thread_id", thread))))
        assertThat(refused.path("error_code").asString()).isEqualTo("NOT_FOUND");
      assertThat(stranger.value("spend", Map.of()).path("calls").asInt()).isZero();
    }
  }

  @Test
  void whoWaitsTooLongGetsTheRunToFetch() throws InterruptedException {
    try (var hasty = house.another(Map.of("MCP_ASK_PATIENCE", "PT0S"))) {
      hasty.start(() -> {});
      try (var caller = new Caller(house.person(spender(20).identity(), hasty))) {
        var asked = caller.value("ask", Map.of("question", "What did we spend?"));
        assertThat(asked.path("status").asString()).isIn("pending", "running", "completed");
        var run = Map.<String, Object>of("run_id", asked.path("run_id").asString());
        org.awaitility.Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> caller.value("run", run).path("status").asString().equals("completed"));
        if (asked.path("result").isNull())
          assertThat(asked.path("next").asString()).contains(run.get("run_id").toString());
      }
    }
  }

  @Test
  void asksCountAsMessagesOfTheSameLimit() throws InterruptedException {
    try (var strict = house.another(Map.of("MESSAGES_PER_MINUTE", "2"))) {
      strict.start(() -> {});
      try (var caller = new Caller(house.person(house.someone().identity(), strict))) {
        var codes =
            IntStream.range(0, 5)
                .mapToObj(i -> caller.call("ask", Map.of("question", "What did we spend?")))
                .filter(result -> Boolean.TRUE.equals(result.isError()))
                .map(result -> Json.tree(Caller.text(result)).path("error_code").asString())
                .toList();
        assertThat(codes).isNotEmpty().containsOnly("RATE_LIMITED");
      }
    }
  }

  @Test
  void anIngestKeyAndAStrangersTokenOpenNothing() {
    var person = house.someone();
    var made = person.send("POST", "/api/keys", "{\"name\":\"k\"}");
    var key = Json.tree(made.body()).path("key").asString();
    var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    for (var token : List.of(key, "nonsense", person.token() + "x")) {
      var refused = new Person(person.identity(), token, person.house()).send("POST", "/mcp", body);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }
    assertThat(person.send("GET", "/mcp", "").statusCode()).isEqualTo(405);
  }
}
