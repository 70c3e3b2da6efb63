package apex.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.environment.Secret;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Guard;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardTest {
  private static final Routes AUTH =
      Routes.builder()
          .post(
              "/auth/login",
              request ->
                  Response.json(
                          List.of(
                              new String(request.bytes(), java.nio.charset.StandardCharsets.UTF_8),
                              request.cookie("apex_refresh").orElse("none"),
                              request.header(Forward.SECRET_HEADER).orElse("none"),
                              request.header("x-secret").orElse("none"),
                              request.query("a").orElse("none")))
                      .with(new Cookie("apex_refresh", "new", "/auth", Duration.ofDays(1), false)))
          .build();

  private static Routes forwarding(URI origin, Duration patience) {
    return Routes.builder()
        .forward(
            "/auth", new Forward("auth", origin, new Secret("s3"), 1024, patience, guard(patience)))
        .build();
  }

  /// Later than the forward's own patience, which is tested here.
  private static Guard guard(Duration patience) {
    var later = patience.plusSeconds(5);
    return new Guard("auth", Guard.Limits.of(later, later, 8));
  }

  @Test
  void whatIsLeftOfTheCallersTimeGoesAlong() throws Exception {
    var origin =
        Routes.builder()
            .post(
                "/auth/login",
                request -> Response.json(List.of(request.header(Deadline.HEADER).orElse("none"))))
            .build();
    try (var auth = new Serving(origin);
        var backend = new Serving(forwarding(auth.at(""), Duration.ofSeconds(5)))) {
      assertThat(told(backend.post("/auth/login", "{}").body())).isEqualTo(5_000);
      assertThat(told(backend.post("/auth/login", "{}", Deadline.HEADER, "3000").body()))
          .isBetween(1L, 3_000L);
      var wrong = backend.post("/auth/login", "{}", Deadline.HEADER, "soon");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("must be whole milliseconds from 0 to 3600000, was 'soon'");
      assertThat(backend.post("/auth/login", "{}", Deadline.HEADER, "0").body())
          .contains("DEADLINE_EXCEEDED");
    }
  }

  private static long told(String body) {
    return Long.parseLong(body.replaceAll("[^0-9]", ""));
  }

  @Test
  void bodyCookiesAndQueryPassAndForeignHeadersDoNot() throws Exception {
    try (var auth = new Serving(AUTH);
        var backend = new Serving(forwarding(auth.at(""), Duration.ofSeconds(5)))) {
      var answer =
          backend.post(
              "/auth/login?a=1",
              "{}",
              "Cookie",
              "apex_refresh=old",
              "X-Secret",
              "x",
              Forward.SECRET_HEADER,
              "forged");
      assertThat(answer.body()).isEqualTo("[\"{}\",\"old\",\"s3\",\"none\",\"1\"]");
      assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
          .startsWith("apex_refresh=new;");
    }
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws Exception {
    try (var auth = new Serving(AUTH);
        var backend = new Serving(forwarding(auth.at(""), Duration.ofSeconds(5)))) {
      assertThat(backend.post("/auth/login", "x".repeat(2_000)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void anOriginThatIsDownIsNamed() throws Exception {
    var gone = new Serving(AUTH);
    var address = gone.at("");
    gone.close();
    try (var backend = new Serving(forwarding(address, Duration.ofSeconds(5)))) {
      var answer = backend.post("/auth/login", "{}");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("DEPENDENCY_DOWN").contains("auth cannot be reached");
    }
  }

  @Test
  void anOriginThatDoesNotAnswerIsGivenUp() throws Exception {
    try (var silent = new java.net.ServerSocket(0);
        var backend =
            new Serving(
                forwarding(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                    Duration.ofMillis(200)))) {
      assertThat(backend.post("/auth/login", "{}").body()).contains("DEADLINE_EXCEEDED");
    }
  }
}
