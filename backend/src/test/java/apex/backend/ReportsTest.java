package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The report of an answer over HTTP: each form, for its owner only.
class ReportsTest {
  private static final String HOSTILE = "=x](javascript:alert(1))<script>";
  private static final RunningBackend HOUSE = RunningBackend.shared();
  private static final Workspace WORKSPACE = new Workspace(WorkspaceId.random(), true);
  private static final Person ASHA = HOUSE.member(WORKSPACE);
  private static final String RUN = asked();

  private static String asked() {
    var route = URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8);
    ASHA.imports(Usage.csv(200), "provider=openai&model=gpt-4o&route=" + route);
    try (var line = ASHA.connect()) {
      var run = line.ask(GoldenPathTest.QUESTION);
      line.end(run);
      return run;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "markdown, text/markdown; charset=utf-8, md",
    "html, text/html; charset=utf-8, html",
    "csv, text/csv; charset=utf-8, csv",
    "json, application/json, json"
  })
  void eachFormIsAFileAndTheSameEachTime(String format, String mediaType, String ending) {
    var report = report("?format=" + format, "");
    assertThat(report.statusCode()).as(report.body()).isEqualTo(200);
    assertThat(header(report, "content-type")).isEqualTo(mediaType);
    assertThat(header(report, "content-disposition"))
        .isEqualTo(
            "attachment; filename=\"apex-report-%s.%s\"".formatted(RUN.substring(0, 8), ending));
    assertThat(report("", mediaType).body()).isEqualTo(report.body());
    assertThat(report.body()).contains(Usage.cost(200).substring(0, 4));
  }

  @Test
  void withoutAWishItIsMarkdown() {
    assertThat(report("", "*/*").body()).startsWith("# What language models cost");
  }

  @Test
  void theJsonFitsItsSchemaAndIsTheAnswerOfTheRun() {
    var report = report("?format=json", "").body();
    assertThat(GoldenPathTest.Schemas.broken("report", report)).isEmpty();
    assertThat(GoldenPathTest.Schemas.broken("report", "{\"type\":\"report\"}")).isNotEmpty();
    var events = ASHA.get("/api/runs/" + RUN).path("events");
    var kept = events.path(events.size() - 1).path("data").path("result");
    for (var name : kept.propertyNames())
      assertThat(Json.tree(report).path(name)).isEqualTo(kept.path(name));
  }

  @Test
  void aHostileRouteStaysTextInEveryForm() {
    assertThat(report("?format=html", "").body())
        .contains("=x](javascript:alert(1))&lt;script&gt;")
        .doesNotContain("<script");
    assertThat(report("?format=markdown", "").body())
        .contains("=x\\](javascript:alert(1))\\<script\\>");
    assertThat(report("?format=csv", "").body().lines()).noneMatch(line -> line.startsWith("="));
    assertThat(report("?format=csv", "").body()).doesNotContain(",=", ",\"=");
  }

  @Test
  void theSampleIsMarkedInEveryForm() {
    for (var form : new String[] {"markdown", "html"})
      assertThat(report("?format=" + form, "").body()).contains("Sample workspace");
    assertThat(report("?format=csv", "").body().lines().skip(1)).allMatch(l -> l.endsWith(",true"));
  }

  @Test
  void anUnknownFormatIsRefusedNamingThoseThereAre() {
    var refused = report("?format=pdf", "");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Json.tree(refused.body()).path("detail").asString())
        .isEqualTo("format: must be one of markdown, html, csv, json, was 'pdf'");
  }

  @Test
  void nobodyElseHasIt() {
    var colleague = HOUSE.member(WORKSPACE);
    var stranger = HOUSE.someone();
    for (var format : new String[] {"markdown", "html", "csv", "json"}) {
      var path = "/api/runs/%s/report?format=%s".formatted(RUN, format);
      assertThat(colleague.send("GET", path, "").statusCode()).isEqualTo(404);
      assertThat(stranger.send("GET", path, "").statusCode()).isEqualTo(404);
    }
    var unknown = "/api/runs/%s/report".formatted(UUID.randomUUID());
    assertThat(ASHA.send("GET", unknown, "").statusCode()).isEqualTo(404);
  }

  @Test
  void anAnswerWithoutFiguresIsAReportToo() {
    var ben = HOUSE.someone();
    try (var line = ben.connect()) {
      var run = line.ask(GoldenPathTest.QUESTION);
      line.end(run);
      var path = "/api/runs/%s/report?format=".formatted(run);
      assertThat(ben.send("GET", path + "html", "").body())
          .contains("There is no figure yet", "What is not known")
          .doesNotContain("<svg");
      assertThat(ben.send("GET", path + "csv", "").body()).contains("total,spend in the period,,");
    }
  }

  @Test
  void itIsDescribed() {
    var described = ASHA.get("/openapi.json").path("paths").path("/api/runs/{id}/report");
    assertThat(described.path("get").path("parameters").toString())
        .contains("markdown, html, csv, json");
    assertThat(described.path("get").path("responses").path("200").path("content").propertyNames())
        .containsExactlyInAnyOrder("application/json", "text/markdown", "text/html", "text/csv");
  }

  private static HttpResponse<String> report(String query, String accept) {
    var address = "http://%s/api/runs/%s/report%s".formatted(ASHA.house(), RUN, query);
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + ASHA.token());
    if (!accept.isEmpty()) request.header("Accept", accept);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
