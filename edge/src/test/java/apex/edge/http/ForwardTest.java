package apex.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.environment.Secret;
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
        .forward("/auth", new Forward("auth", origin, new Secret("s3"), 1024, patience))
        .build();
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
