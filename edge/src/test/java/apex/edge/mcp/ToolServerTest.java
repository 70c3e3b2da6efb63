package apex.edge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.http.Request;
import apex.edge.http.Routes;
import apex.edge.http.Serving;
import apex.edge.json.Json;
import apex.edge.mcp.Argument.Rule;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What stands on the wire, whoever speaks.
class ToolServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String LIST = message("tools/list", "{}");
  private static Serving server;

  record Echoed(String said, int times, List<String> names, boolean loud) {}

  @BeforeAll
  static void start() {
    var config =
        new ToolServer.Config("test", "Test", "1", "Be kind.", List.of("https://page.test"));
    var tools = List.of(echo(), failing("refuse", ErrorCode.NOT_FOUND), failing("break", null));
    var routes =
        Routes.builder()
            .upload("/mcp", 4096, new ToolServer(config, tools, ToolServerTest::identify))
            .files(Path.of("."))
            .build();
    server = new Serving(routes);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Tool echo() {
    var arguments =
        List.of(
            Argument.required("said", "What to say.", new Rule.Text(10)),
            Argument.optional("times", "How often.", new Rule.Whole(1, 3, 2)),
            Argument.optional("mood", "How.", Rule.Word.of("glad", "sad")),
            Argument.optional("names", "Whom to.", new Rule.Names(2, 5)),
            Argument.optional("code", "Which.", new Rule.Form("[a-z]{3}", "abc")),
            Argument.optional("loud", "Whether loud.", new Rule.Flag()));
    return new Tool(
        "echo",
        "Echo",
        "Says it again.",
        arguments,
        Map.of("type", "object"),
        Tool.Effect.READS,
        (caller, given) ->
            Tool.Answer.of(
                new Echoed(
                    given.text("said").orElseThrow(),
                    given.whole("times"),
                    given.names("names"),
                    given.flag("loud"))));
  }

  private static Tool failing(String name, @org.jspecify.annotations.Nullable ErrorCode code) {
    return new Tool(
        name,
        name,
        "Fails.",
        List.of(),
        Map.of("type", "object"),
        Tool.Effect.ADDS,
        (caller, given) -> {
          if (code == null) throw new IllegalStateException("the secret of the house");
          throw new ApexException(code, "there is no such thing", "Look elsewhere.");
        });
  }

  private static Identity identify(Request request) {
    if (request.bearer().filter("good"::equals).isEmpty())
      throw new ApexException(ErrorCode.UNAUTHENTICATED, "a token is missing");
    return new Identity(
        UserId.random(),
        SessionId.random(),
        new Workspace(WorkspaceId.random(), false),
        Role.VIEWER);
  }

  private static String message(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  private static String call(String tool, String arguments) {
    return message("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
  }

  private static HttpResponse<String> send(String method, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(server.at("/mcp"))
            .header("Authorization", "Bearer good")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) request.setHeader(headers[i], headers[i + 1]);
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static JsonNode told(String body) {
    var answer = send("POST", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    return Json.tree(answer.body());
  }

  /// What a failed call says.
  private static JsonNode refusal(String body) {
    var result = told(body).path("result");
    assertThat(result.path("isError").asBoolean(false)).as(result.toString()).isTrue();
    assertThat(result.has("structuredContent")).isFalse();
    return Json.tree(result.path("content").path(0).path("text").asString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
  void aKnownVersionIsAgreedOn(String version) {
    var params =
        "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}";
    var agreed = told(message("initialize", params.formatted(version))).path("result");
    assertThat(agreed.path("protocolVersion").asString()).isEqualTo(version);
    assertThat(agreed.path("serverInfo").path("name").asString()).isEqualTo("test");
    assertThat(agreed.path("instructions").asString()).isEqualTo("Be kind.");
    assertThat(agreed.path("capabilities").has("tools")).isTrue();
    assertThat(agreed.path("capabilities").has("resources")).isFalse();
    assertThat(send("POST", LIST, "MCP-Protocol-Version", version).statusCode()).isEqualTo(200);
  }

  @Test
  void anUnknownVersionIsOfferedTheNewestAndRefusedInTheHeader() {
    var params =
        "{\"protocolVersion\":\"1999-01-01\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}";
    assertThat(
            told(message("initialize", params)).path("result").path("protocolVersion").asString())
        .isEqualTo("2025-11-25");
    var refused = send("POST", LIST, "MCP-Protocol-Version", "1999-01-01");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("2025-06-18", "1999-01-01").doesNotContain("\"id\"");
  }

  @Test
  void aToolIsShownWithItsStrictShapeAndWhatItLeavesBehind() {
    var tools = told(LIST).path("result").path("tools");
    assertThat(tools.size()).isEqualTo(3);
    var echo = tools.path(0);
    var input = echo.path("inputSchema");
    assertThat(input.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(input.path("required").toString()).isEqualTo("[\"said\"]");
    assertThat(input.path("properties").path("times").path("maximum").asInt()).isEqualTo(3);
    assertThat(input.path("properties").path("mood").path("enum").size()).isEqualTo(2);
    assertThat(echo.path("outputSchema").path("type").asString()).isEqualTo("object");
    assertThat(echo.path("annotations").path("readOnlyHint").asBoolean(false)).isTrue();
    assertThat(tools.path(1).path("annotations").path("readOnlyHint").asBoolean(true)).isFalse();
    assertThat(tools.path(1).path("annotations").path("destructiveHint").asBoolean(true)).isFalse();
  }

  @Test
  void aCallIsAnsweredAsTextAndAsAValue() {
    var result = told(call("echo", "{\"said\":\"hello\",\"names\":[\"ada\"]}")).path("result");
    assertThat(result.path("isError").asBoolean(true)).isFalse();
    var value = result.path("structuredContent");
    assertThat(value.toString())
        .isEqualTo("{\"said\":\"hello\",\"times\":2,\"names\":[\"ada\"],\"loud\":false}");
    assertThat(Json.tree(result.path("content").path(0).path("text").asString())).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | said is missing or null: it must be a text of 1 to 10 characters",
        "{\"said\":null} | said is missing or null",
        "{\"said\":\" \"} | said must be a text of 1 to 10 characters, was ' '",
        "{\"said\":7} | said must be a text of 1 to 10 characters, was '7'",
        "{\"said\":\"a\",\"times\":4} | times must be a whole number from 1 to 3, was '4'",
        "{\"said\":\"a\",\"times\":1.5} | times must be a whole number from 1 to 3, was '1.5'",
        "{\"said\":\"a\",\"times\":99999999999} | times must be a whole number from 1 to 3",
        "{\"said\":\"a\",\"mood\":\"mad\"} | mood must be one of glad, sad, was 'mad'",
        "{\"said\":\"a\",\"names\":\"ada\"} | names must be a list of at most 2 texts",
        "{\"said\":\"a\",\"names\":[\"a\",\"b\",\"c\"]} | names must be a list of at most 2 texts",
        "{\"said\":\"a\",\"names\":[null]} | names must be a list of at most 2 texts",
        "{\"said\":\"a\",\"code\":\"abcd\"} | code must look like abc, was 'abcd'",
        "{\"said\":\"a\",\"loud\":\"yes\"} | loud must be true or false, was 'yes'",
        "{\"said\":\"a\",\"colour\":\"red\"} | 'colour' is not known",
      })
  void aBadArgumentIsRefusedWithItsRuleAndItsValue(String arguments, String rule) {
    var refusal = refusal(call("echo", arguments));
    assertThat(refusal.path("error_code").asString()).isEqualTo("INVALID_REQUEST");
    assertThat(refusal.path("message").asString()).startsWith("arguments of echo: ").contains(rule);
    assertThat(refusal.path("remedy").asString())
        .contains("said, times (optional)")
        .startsWith("Call echo again");
    assertThat(refusal.path("retryable").asBoolean(true)).isFalse();
  }

  @Test
  void everyBadArgumentIsNamedAtOnce() {
    var message = refusal(call("echo", "{\"times\":0,\"x\":1}")).path("message").asString();
    assertThat(message).contains("said is missing", "times must be", "'x' is not known");
  }

  @Test
  void aFailureIsAResultWithItsCodeAndABugKeepsItsSecret() {
    var refused = refusal(call("refuse", "{}"));
    assertThat(refused.path("error_code").asString()).isEqualTo("NOT_FOUND");
    assertThat(refused.path("remedy").asString()).isEqualTo("Look elsewhere.");
    var broken = refusal(call("break", "{}"));
    assertThat(broken.path("error_code").asString()).isEqualTo("BUG");
    assertThat(broken.toString()).doesNotContain("secret").doesNotContain("Exception");
  }

  @Test
  void anUnknownToolOrMethodIsAnErrorOfTheProtocol() {
    var tool = told(call("dance", "{}"));
    assertThat(tool.path("error").path("code").asInt()).isEqualTo(-32602);
    assertThat(tool.path("error").toString()).contains("dance");
    var method = told(message("resources/list", "{}"));
    assertThat(method.path("error").path("code").asInt()).isEqualTo(-32601);
    assertThat(method.path("id").asInt()).isEqualTo(7);
    assertThat(told(message("ping", "{}")).path("result").isObject()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no json | -32700",
        "{\"a\":1,\"a\":2} | -32700",
        "[] | -32600",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | -32600",
        "7 | -32600",
        "{\"id\":1,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"} | -32600",
      })
  void whatIsNoMessageIsRefusedWithItsCode(String body, int code) {
    var refused = send("POST", body);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Json.tree(refused.body()).path("error").path("code").asInt()).isEqualTo(code);
  }

  @Test
  void parametersMustBeAnObjectAndAnIdMayBeAText() {
    var refused = told("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\",\"params\":[1]}");
    assertThat(refused.path("error").path("code").asInt()).isEqualTo(-32602);
    assertThat(refused.path("id").asString()).isEqualTo("a");
  }

  @Test
  void aNotificationIsTakenWithoutAnAnswer() {
    for (var method : List.of("notifications/initialized", "notifications/cancelled", "unknown")) {
      var taken = send("POST", "{\"jsonrpc\":\"2.0\",\"method\":\"%s\"}".formatted(method));
      assertThat(taken.statusCode()).as(method).isEqualTo(202);
      assertThat(taken.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT"})
  void nothingButPostIsKnownHere(String method) {
    var refused = send(method, "");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void withoutATokenNothingIsSaid() {
    var refused = send("POST", LIST, "Authorization", "Bearer apx_anything");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(refused.body()).doesNotContain("echo");
  }

  @ParameterizedTest
  @CsvSource({
    "https://page.test, 200",
    "http://localhost:6274, 200",
    "http://127.0.0.1:6274, 200",
    "http://[::1]:6274, 200",
    "https://evil.test, 403",
    "http://localhost.evil.test, 403",
    "http://page.test, 403",
    "null, 403",
    "not an origin, 403",
  })
  void aPageOfAForeignOriginMayNotCall(String origin, int status) {
    assertThat(send("POST", LIST, "Origin", origin).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | 200",
        "*/* | 200",
        "text/event-stream, application/* | 200",
        "text/event-stream | 406",
        "application/json;q=0 | 406",
        "text/html | 406",
      })
  void theAnswerIsJsonForThoseWhoTakeIt(String accept, int status) {
    assertThat(send("POST", LIST, "Accept", accept).statusCode()).isEqualTo(status);
  }

  @Test
  void anotherMediaTypeOrTooLongABodyIsRefused() {
    assertThat(send("POST", LIST, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(send("POST", call("echo", "{\"said\":\"" + "x".repeat(5000) + "\"}")).statusCode())
        .isEqualTo(413);
  }
}
