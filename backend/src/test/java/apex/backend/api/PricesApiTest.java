package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Prices, second costs and what numbers mean, over HTTP and on real stores.
class PricesApiTest {
  private static final String TRACES = "/v1/traces";
  private static TelemetryHouse house;

  private final TelemetryHouse.Sender sender = house.sender();

  private record Reply(int status, JsonNode json) {}

  @BeforeAll
  static void open() {
    house = new TelemetryHouse();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void aModelIsShownWithItsPricesAndHowItsNameWasFound() {
    var shown =
        sender.get(
            "/api/prices?provider=bedrock&at=2026-11-01&model="
                + "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    fits(shown, "price");
    assertThat(shown.path("price").path("rates").path("input").path("usd_per_million").asString())
        .isEqualTo("3.3");
    assertThat(shown.path("price").path("basis").asString()).isEqualTo("undated_list");
    var tuned = sender.get("/api/prices?provider=openai&model=ft:gpt-4o:us::1");
    assertThat(tuned.path("match").asString()).isEqualTo("fine_tune");
    var unknown = sender.get("/api/prices?provider=openai&model=gpt-4o-x");
    fits(unknown, "price");
    assertThat(unknown.path("price").isNull()).isTrue();
    assertThat(unknown.path("nearest").toString()).contains("openai gpt-4o");
    assertThat(send("owner", "GET", "/api/prices", "").status).isEqualTo(400);
  }

  @Test
  void anOwnersPriceCountsForCallsThatComeAndLeavesARecord() {
    var set = put(price("gpt-4o", "1", "4"));
    assertThat(set.status).as(set.json.toString()).isEqualTo(200);
    sender.protobuf(TRACES, Spans.request(Spans.chat(1_000_000, 0)));
    seen(1);
    var spend = sender.get("/api/spend");
    assertThat(spend.path("total_cost_usd").asString()).isEqualTo("1.000000");
    assertThat(spend.path("price_book").asString()).contains("+");
    assertThat(spend.path("coverage").path("overridden").asDouble()).isEqualTo(1.0);
    var listed = sender.get("/api/prices/overrides");
    fits(listed, "price_overrides");
    assertThat(listed.path("audit").path(0).path("action").asString()).isEqualTo("price_set");
    var path = "/api/prices/overrides/" + set.json.path("id").asString();
    assertThat(send("editor", "DELETE", path, "").status).isEqualTo(403);
    assertThat(send("owner", "DELETE", path, "").status).isEqualTo(204);
    assertThat(send("owner", "DELETE", path, "").status).isEqualTo(404);
    assertThat(sender.get("/api/prices/overrides").path("overrides")).isEmpty();
    assertThat(sender.get("/api/prices/overrides").path("audit")).hasSize(2);
  }

  @Test
  void pricesThatCannotBeAreRefusedInClearWords() {
    refused(400, "must not be negative", price("gpt-4o", "-1", "4"));
    refused(400, "0.001 times the list price", price("gpt-4o", "0.0025", "0.01"));
    refused(400, "currency must be USD", price("gpt-4o", "2", "8", "\"currency\":\"EUR\""));
    refused(
        400,
        "valid_to must be after valid_from",
        price("gpt-4o", "2", "8", "\"valid_from\":\"2026-02-01\",\"valid_to\":\"2026-01-01\""));
    refused(400, "must be a day", price("gpt-4o", "2", "8", "\"valid_from\":\"yesterday\""));
    refused(
        400,
        "0 to 100 percent, was 101",
        "{\"kind\":\"discount\",\"provider\":\"openai\",\"percent\":\"101\",\"source\":\"x\"}");
    refused(400, "kind must be", "{\"kind\":\"gift\",\"source\":\"x\"}");
    refused(400, "source must be given", "{\"kind\":\"discount\",\"percent\":1,\"source\":\" \"}");
    assertThat(put(price("gpt-4o", "2", "8")).status).isEqualTo(200);
    refused(409, "hold at the same time", price("gpt-4o", "2.1", "8"));
    assertThat(put(price("gpt-4o-mini", "0.0002", "0.0006", "\"unusual\":true")).status)
        .isEqualTo(200);
    assertThat(send("editor", "PUT", "/api/prices/overrides", price("o3", "2", "8")).status)
        .isEqualTo(403);
  }

  @Test
  void aSecondSetOfCostsStandsBesideTheFirst() {
    sender.protobuf(
        TRACES, Spans.request(Spans.chat(1_000_000, 0), Spans.chat(2_000_000, 100_000)));
    seen(2);
    put(price("gpt-4o", "1", "4"));
    // first: 3 x 2.5 + 0.1 x 10 = 8.5; second: 3 x 1 + 0.1 x 4 = 3.4
    var repricing = reprice("");
    house.repricer(1).round();
    var done = sender.get("/api/repricings/" + repricing);
    fits(done, "repricing");
    assertThat(done.path("state").asString()).isEqualTo("completed");
    assertThat(done.path("progress").asDouble()).isEqualTo(1.0);
    assertThat(done.path("outcome").path("first").path("cost_usd").asString())
        .isEqualTo("8.500000");
    assertThat(done.path("outcome").path("second").path("cost_usd").asString())
        .isEqualTo("3.400000");
    assertThat(sender.get("/api/spend").path("total_cost_usd").asString()).isEqualTo("8.500000");
    var second = sender.get("/api/spend?repricing=" + repricing);
    fits(second, "spend");
    assertThat(second.path("total_cost_usd").asString()).isEqualTo("3.400000");
    assertThat(second.path("price_book").asString()).isEqualTo(done.path("book").asString());
    assertThat(send("owner", "GET", "/api/repricings/nonsense", "").status).isEqualTo(404);
    var stranger = house.sender();
    assertThat(stranger.get("/api/repricings/" + repricing).path("status").asInt()).isEqualTo(404);
  }

  @Test
  void anAdoptedRepricingCountsInEveryTotalUntilItsOwnerTakesTheFirstCostsAgain() {
    sender.protobuf(
        TRACES, Spans.request(Spans.chat(1_000_000, 0), Spans.chat(2_000_000, 100_000)));
    seen(2);
    put(price("gpt-4o", "1", "4"));
    var repricing = reprice("");
    house.repricer(1).round();
    assertThat(adopt("editor", repricing).status).isEqualTo(403);
    var adopted = adopt("owner", repricing);
    fits(adopted.json, "adopted_costs");
    assertThat(adopted.json.path("costs").path("set").asString()).isEqualTo("adopted");
    // 3 x 1 + 0.1 x 4 = 3.4 by the second book; the call that comes later has its own first cost:
    // 1 x 1 = 1
    sender.protobuf(TRACES, Spans.request(Spans.chat(1_000_000, 0)));
    seen(3);
    var spend = sender.get("/api/spend");
    fits(spend, "spend");
    assertThat(spend.path("total_cost_usd").asString()).isEqualTo("4.400000");
    assertThat(spend.path("costs").path("repricing").asString()).isEqualTo(repricing);
    assertThat(sender.get("/api/spend?repricing=first").path("total_cost_usd").asString())
        .isEqualTo("9.500000");
    var listed = sender.get("/api/repricings");
    fits(listed, "repricings");
    assertThat(listed.path("adopted").path("costs").path("repricing").asString())
        .isEqualTo(repricing);
    assertThat(adopt("owner", "first").json.path("costs").path("set").asString())
        .isEqualTo("first");
    assertThat(sender.get("/api/spend").path("total_cost_usd").asString()).isEqualTo("9.500000");
    assertThat(
            sender
                .get("/api/prices/overrides")
                .path("audit")
                .valueStream()
                .map(entry -> entry.path("action").asString()))
        .containsExactly("costs_reverted", "costs_adopted", "price_set");
  }

  @Test
  void whatOtherPricesWouldCostIsNotAdoptedUnlessThatIsMeant() {
    sender.protobuf(TRACES, Spans.request(gemini(1_000_000, 100_000)));
    seen(1);
    var repricing = reprice(",\"prices_at\":\"2027-01-01\"");
    assertThat(adopt("owner", repricing).status).as("not finished").isEqualTo(409);
    house.repricer(100).round();
    var refused = adopt("owner", repricing);
    assertThat(refused.status).isEqualTo(409);
    assertThat(refused.json.path("detail").asString()).contains("what_if", "2027-01-01");
    var path = "/api/repricings/%s/adopt".formatted(repricing);
    assertThat(send("owner", "POST", path, "{\"what_if\":true}").status).isEqualTo(200);
    var spend = sender.get("/api/spend");
    assertThat(spend.path("total_cost_usd").asString()).isEqualTo("2.250000");
    assertThat(spend.path("price_book").asString()).endsWith("at the prices of 2027-01-01");
    assertThat(adopt("owner", "nonsense").status).isEqualTo(404);
  }

  /// The span around two calls came first and counted; when they came it was reversed, before the
  /// repricing ended and after.
  @Test
  void aCallThatIsReversedAfterARepricingIsReversedInItToo() {
    var outer = Spans.chat(1_000_000, 0);
    sender.protobuf(TRACES, Spans.request(outer));
    seen(1);
    put(price("gpt-4o", "1", "4"));
    var repricing = reprice("");
    house.repricer(10).round();
    assertThat(adopt("owner", repricing).status).isEqualTo(200);
    assertThat(sender.get("/api/spend").path("total_cost_usd").asString()).isEqualTo("1.000000");
    var inner = Spans.chat(500_000, 0).setTraceId(outer.getTraceId());
    sender.protobuf(TRACES, Spans.request(inner.setParentSpanId(outer.getSpanId())));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sender.get("/api/spend").path("total_cost_usd").asString().equals("0.500000"));
    assertThat(sender.get("/api/spend").path("calls").asLong()).isEqualTo(1);
  }

  @Test
  void theServiceTierGoesWithTheCallWhereverItIsPricedAgain() {
    sender.protobuf(TRACES, Spans.request(tiered("batch", 1_000_000)));
    sender.protobuf(TRACES, Spans.request(tiered("nocturnal", 1_000_000)));
    seen(2);
    // a batch of gpt-4o: half of 2.5; the other tier has no price, between half and 2.5 times of it
    var spend = sender.get("/api/spend");
    assertThat(spend.path("total_cost_usd").asString()).isEqualTo("1.250000");
    assertThat(spend.path("high_usd").asString()).isEqualTo("7.500000");
    assertThat(spend.path("coverage").path("tokens_priced").asDouble()).isEqualTo(0.5);
    assertThat(spend.path("coverage").path("unpriced").path(0).path("why").asString())
        .contains("nocturnal");
    var diff = sender.get("/api/prices/diff?a=2026-11-01&b=2026-11-02");
    fits(diff, "price_diff");
    assertThat(diff.path("at_a").path("usd").asString()).isEqualTo("1.250000");
    assertThat(diff.path("at_a").path("high_usd").asString()).isEqualTo("7.500000");
    assertThat(diff.path("at_b").path("tokens_priced").asDouble()).isEqualTo(0.5);
    assertThat(sender.get("/api/prices/names").path("names").toString()).contains("nocturnal");
    var repricing = reprice("");
    house.repricer(10).round();
    assertThat(adopt("owner", repricing).status).isEqualTo(200);
    var again = sender.get("/api/spend");
    assertThat(again.path("total_cost_usd").asString()).isEqualTo("1.250000");
    assertThat(again.path("coverage")).isEqualTo(spend.path("coverage"));
  }

  @Test
  void aRepricingThatDiedGoesOnWhereItWasAndEndsTheSame() {
    var spans = new ArrayList<io.opentelemetry.proto.trace.v1.Span.Builder>();
    for (int i = 0; i < 50; i++) spans.add(Spans.chat(1_000 + i, 10));
    sender.protobuf(
        TRACES, Spans.request(spans.toArray(io.opentelemetry.proto.trace.v1.Span.Builder[]::new)));
    seen(50);
    var repricing = reprice("");
    var workspace = sender.workspace();
    // A first owner writes two batches of seven, notes one, and is never heard of again.
    house.abandon(workspace, repricing, 7);
    house.repricer(7).round();
    var done = sender.get("/api/repricings/" + repricing);
    assertThat(done.path("state").asString()).as(done.toString()).isEqualTo("completed");
    var outcome = done.path("outcome");
    assertThat(outcome.path("second").path("calls").asLong()).isEqualTo(50);
    assertThat(outcome.path("second").path("cost_usd").asString())
        .isEqualTo(outcome.path("first").path("cost_usd").asString());
  }

  @Test
  void aStoppedRepricingIsCancelledAndChangesNoTotal() {
    sender.protobuf(TRACES, Spans.request(Spans.chat(1_000, 10)));
    seen(1);
    var repricing = reprice("");
    assertThat(send("editor", "DELETE", "/api/repricings/" + repricing, "").status).isEqualTo(403);
    var cancelled = send("owner", "DELETE", "/api/repricings/" + repricing, "");
    assertThat(cancelled.json.path("state").asString()).isEqualTo("cancelled");
    house.repricer(10).round();
    assertThat(sender.get("/api/repricings/" + repricing).path("state").asString())
        .isEqualTo("cancelled");
    assertThat(send("owner", "GET", "/api/spend?repricing=" + repricing, "").status).isEqualTo(409);
  }

  @Test
  void theAnnouncedChangeIsPricedBeforeItComes() {
    sender.protobuf(TRACES, Spans.request(gemini(1_000_000, 100_000)));
    seen(1);
    // gemini-3.7-flash: 0.75 and 3.75 now, 1.5 and 7.5 from 2027 on: 1.125 becomes 2.25
    var announced = sender.get("/api/prices/announced");
    fits(announced, "price_announced");
    var diff =
        announced
            .path("changes")
            .valueStream()
            .filter(change -> change.path("b").asString().startsWith("2027-01-01"))
            .findFirst()
            .orElseThrow();
    assertThat(diff.path("usd_at_a").asString()).isEqualTo("1.125000");
    assertThat(diff.path("usd_at_b").asString()).isEqualTo("2.250000");
    assertThat(diff.path("difference_usd").asString()).isEqualTo("1.125000");
    var asked = sender.get("/api/prices/diff?a=2026-11-01&b=2027-01-01");
    fits(asked, "price_diff");
    assertThat(asked.path("changes").toString()).contains("gemini-3.7-flash");
    // the same, call by call
    var repricing = reprice(",\"prices_at\":\"2027-01-01\"");
    house.repricer(100).round();
    assertThat(
            sender
                .get("/api/repricings/" + repricing)
                .path("outcome")
                .path("second")
                .path("cost_usd")
                .asString())
        .isEqualTo("2.250000");
  }

  @Test
  void anUnknownNameIsListedWithItsTokensAndAnInterval() {
    sender.protobuf(TRACES, Spans.request(chat("gpt-4o-x", 1_000, 100)));
    seen(1);
    var names = sender.get("/api/prices/names");
    fits(names, "price_names");
    var name = names.path("names").path(0);
    assertThat(name.path("match").isNull()).isTrue();
    assertThat(name.path("tokens").asLong()).isEqualTo(1_100);
    assertThat(new BigDecimal(name.path("high_usd").asString())).isPositive();
    var spend = sender.get("/api/spend");
    assertThat(spend.path("total_cost_usd").isNull()).isTrue();
    assertThat(new BigDecimal(spend.path("high_usd").asString())).isPositive();
  }

  @Test
  void anAmbiguousEmitterIsAnIntervalUntilItsOwnerSaysWhatItMeans() {
    sender.protobuf(TRACES, Spans.request(cached(1_000_000, 400_000, -1)));
    seen(1);
    // inside: 0.6 x 2.5 + 0.4 x 1.25 = 2; on top: 1 x 2.5 + 0.4 x 1.25 = 3
    var spend = sender.get("/api/spend");
    assertThat(spend.path("low_usd").asString()).isEqualTo("2.000000");
    assertThat(spend.path("high_usd").asString()).isEqualTo("3.000000");
    assertThat(spend.path("coverage").path("ambiguous_usd").asString()).isEqualTo("1.000000");
    var listed = sender.get("/api/semantics");
    fits(listed, "semantics");
    var group = listed.path("groups").path(0);
    assertThat(group.path("verdict").asString()).isEqualTo("ambiguous");
    assertThat(group.path("cache").path("votes").path("open").asLong()).isEqualTo(1);
    assertThat(group.path("cache").path("on_top_usd").asString()).isEqualTo("1.000000");
    var path = "/api/semantics/" + group.path("id").asString();
    var word = "{\"cache\":\"exclusive\",\"reasoning\":\"inclusive\",\"reason\":\"their docs\"}";
    assertThat(send("editor", "PUT", path, word).status).isEqualTo(403);
    assertThat(send("owner", "PUT", path, word.replace("exclusive", "maybe")).status)
        .isEqualTo(400);
    assertThat(send("owner", "PUT", path, word).json.path("verdict").asString())
        .isEqualTo("exclusive");
    assertThat(sender.get("/api/prices/overrides").path("audit").path(0).path("action").asString())
        .isEqualTo("semantics_set");
    var repricing = reprice("");
    house.repricer(10).round();
    var second = sender.get("/api/repricings/" + repricing).path("outcome").path("second");
    assertThat(second.path("cost_usd").asString()).isEqualTo("3.000000");
    assertThat(second.path("low_usd").asString()).isEqualTo("3.000000");
    assertThat(send("owner", "DELETE", path, "").status).isEqualTo(204);
    assertThat(sender.get("/api/semantics").path("groups").path(0).path("verdict").asString())
        .isEqualTo("ambiguous");
  }

  @Test
  void theVotesOfTheLedgerDecide() {
    sender.protobuf(TRACES, Spans.request(cached(1_000, 400, 1_010), cached(2_000, 500, 2_010)));
    seen(2);
    var group = sender.get("/api/semantics").path("groups").path(0);
    assertThat(group.path("verdict").asString()).isEqualTo("inclusive");
    assertThat(group.path("cache").path("votes").path("total_inside").asLong()).isEqualTo(2);
    assertThat(group.path("calls").asLong()).isEqualTo(2);
  }

  @Test
  void theSecondSourceIsComparedModelByModel() {
    var check = sender.get("/api/prices/check");
    fits(check, "price_check");
    assertThat(check.path("agreeing").asInt() + check.path("differing").asInt())
        .isEqualTo(check.path("compared").asInt())
        .isPositive();
  }

  private static io.opentelemetry.proto.trace.v1.Span.Builder chat(
      String model, long input, long output) {
    return Spans.span(
        "gen_ai.operation.name", "chat",
        "gen_ai.provider.name", "openai",
        "gen_ai.request.model", model,
        "gen_ai.usage.input_tokens", input,
        "gen_ai.usage.output_tokens", output);
  }

  private static io.opentelemetry.proto.trace.v1.Span.Builder gemini(long input, long output) {
    return Spans.span(
        "gen_ai.operation.name", "chat",
        "gen_ai.provider.name", "gcp.gemini",
        "gen_ai.request.model", "gemini-3.7-flash",
        "gen_ai.usage.input_tokens", input,
        "gen_ai.usage.output_tokens", output);
  }

  /// @param total not sent when negative
  private static io.opentelemetry.proto.trace.v1.Span.Builder cached(
      long input, long read, long total) {
    var span =
        Spans.span(
            "gen_ai.operation.name",
            "chat",
            "gen_ai.provider.name",
            "openai",
            "gen_ai.request.model",
            "gpt-4o",
            "gen_ai.usage.input_tokens",
            input,
            "gen_ai.usage.cache_read.input_tokens",
            read,
            "gen_ai.usage.output_tokens",
            total < 0 ? 0L : 10L);
    if (total >= 0) span.addAllAttributes(Spans.attributes("gen_ai.usage.total_tokens", total));
    return span;
  }

  private static String price(String model, String input, String output, String... more) {
    return "{\"kind\":\"price\",\"provider\":\"openai\",\"model\":\"%s\",\"source\":\"contract 7\",\"usd_per_million\":{\"input\":\"%s\",\"output\":\"%s\"}%s}"
        .formatted(model, input, output, more.length == 0 ? "" : "," + String.join(",", more));
  }

  private String reprice(String more) {
    var today = Instant.now();
    var body =
        "{\"from\":\"%s\",\"to\":\"%s\"%s}"
            .formatted(
                day(today.minus(Duration.ofDays(2))), day(today.plus(Duration.ofDays(2))), more);
    assertThat(send("editor", "POST", "/api/repricings", body).status).isEqualTo(403);
    var begun = send("owner", "POST", "/api/repricings", body);
    assertThat(begun.status).as(begun.json.toString()).isEqualTo(201);
    return begun.json.path("id").asString();
  }

  private Reply adopt(String role, String repricing) {
    return send(role, "POST", "/api/repricings/%s/adopt".formatted(repricing), "{}");
  }

  private static io.opentelemetry.proto.trace.v1.Span.Builder tiered(String tier, long input) {
    var span = Spans.chat(input, 0);
    span.addAllAttributes(Spans.attributes("openai.response.service_tier", tier));
    return span;
  }

  private static String day(Instant at) {
    return at.toString().substring(0, 10);
  }

  private void refused(int status, String words, String body) {
    var reply = put(body);
    assertThat(reply.status).as(reply.json.toString()).isEqualTo(status);
    assertThat(reply.json.path("detail").asString()).contains(words);
  }

  private Reply put(String body) {
    return send("owner", "PUT", "/api/prices/overrides", body);
  }

  private Reply send(String role, String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(house.url() + path))
            .header("Authorization", "Bearer " + role + ":" + sender.workspace())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = TelemetryHouse.sent(request);
    var text = new String(answer.body(), StandardCharsets.UTF_8);
    return new Reply(answer.statusCode(), Json.tree(text.isBlank() ? "{}" : text));
  }

  private void seen(long calls) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sender.get("/api/spend").path("calls").asLong(-1) == calls);
  }

  private static void fits(JsonNode answer, String shape) {
    assertThat(ProtocolShape.faults(shape, answer.toString()))
        .as(answer.toString())
        .isEqualTo(List.of());
  }
}
