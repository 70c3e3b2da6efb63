package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the house says of itself is what it does.
class DiscoveryTest {
  private final RunningBackend house = RunningBackend.shared();
  private final Person member = house.someone();
  private final JsonNode said = member.get("/api/discovery/services");

  @Test
  void everyServiceIsToldInTheAgreedShape() {
    assertThat(GoldenPathTest.Schemas.broken("services", said.toString())).isEmpty();
    var names =
        said.path("services").valueStream().map(each -> each.path("name").asString()).toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            "api",
            "export",
            "import",
            "telemetry",
            "mcp",
            "health",
            "metrics",
            "chat",
            "auth",
            "page");
  }

  @Test
  void everyAddressThatIsAnsweredBelongsToExactlyOneService() {
    var told = new HashMap<String, Integer>();
    for (var service : said.path("services"))
      for (var address : service.path("addresses")) told.merge(address.asString(), 1, Integer::sum);
    assertThat(told.values()).containsOnly(1);
    assertThat(service("page").path("addresses")).as("no service declares them").isEmpty();
    var answered = new ArrayList<>(house.backend().addresses());
    // what other protocols rule, and the description itself
    answered.removeIf(address ->
        address.contains("**") || address.equals("GET /ws") || address.equals("GET /openapi.json"));
    assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(answered);
  }

  @Test
  void whereAServiceIsSaidToBeItAnswersAndSoDoItsDocumentsAndItsHealth() {
    var health = member.send("GET", "/health", "");
    var checks = Json.tree(health.body()).path("checks").propertyNames();
    for (var service : said.path("services")) {
      var name = service.path("name").asString();
      for (var document : service.path("documents"))
        assertThat(member.send("GET", document.path("path").asString(), "").statusCode())
            .as(name)
            .isEqualTo(200);
      assertThat(service.path("health").asString()).isEqualTo("/health");
      if (!service.path("check").isNull())
        assertThat(checks).contains(service.path("check").asString());
    }
    assertThat(member.send("GET", path("page"), "").body()).contains("<title>page</title>");
    assertThat(member.send("GET", path("auth") + "/me", "").statusCode()).isEqualTo(200);
    assertThat(member.send("GET", path("chat"), "").statusCode()).isEqualTo(400);
    assertThat(member.send("GET", path("mcp"), "").statusCode()).isEqualTo(405);
    assertThat(health.statusCode()).isIn(200, 503);
    assertThat(member.get("/openapi.json").path("paths").path("/mcp").has("post")).isTrue();
    assertThat(service("mcp").path("protocol_versions").toString()).contains("2025-11-25");
    assertThat(service("chat").path("protocol_versions").toString()).isEqualTo("[\"apex.v1\"]");
    assertThat(service("telemetry").path("access").toString()).isEqualTo("[\"ingest_key\"]");
  }

  @Test
  void nothingSaysWhereAStoreIsAndNobodyIsToldWithoutAToken() {
    var settings = house.settings();
    for (var inside : new String[] {"POSTGRES_URL", "REDIS_URL", "CLICKHOUSE_URL", "AUTH_URL"})
      assertThat(said.toString()).doesNotContain(settings.get(inside));
    assertThat(said.toString()).doesNotContain("http://").doesNotContain("127.0.0.1");
    var nobody = new Person(member.identity(), "nonsense", member.house());
    assertThat(nobody.send("GET", "/api/discovery/services", "").statusCode()).isEqualTo(401);
  }

  private JsonNode service(String name) {
    return said.path("services")
        .valueStream()
        .filter(each -> each.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String path(String name) {
    return service(name).path("path").asString();
  }
}
