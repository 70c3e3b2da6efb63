package apex.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
  @TempDir Path outside;
  private Serving serving;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(outside.resolve("secret.txt"), "secret");
    var folder = Files.createDirectories(outside.resolve("page/assets")).getParent();
    Files.writeString(folder.resolve("index.html"), "<!doctype html>the page");
    Files.writeString(folder.resolve("assets/index-B7xK2pQz.js"), "code");
    Files.writeString(folder.resolve(".hidden"), "secret");
    Files.createSymbolicLink(folder.resolve("link.txt"), outside.resolve("secret.txt"));
    serving =
        new Serving(
            Routes.builder().files(folder).get("/api/x", _ -> Response.noContent()).build());
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  @Test
  void theRootIsThePage() throws Exception {
    var answer = serving.get("/");
    assertThat(answer.body()).endsWith("the page");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'self'")
        .contains("frame-ancestors 'none'");
  }

  @Test
  void anAddressOfThePageItselfGetsThePage() throws Exception {
    assertThat(serving.get("/threads/42").body()).endsWith("the page");
  }

  @Test
  void aMissingFileIsNotThePage() throws Exception {
    assertThat(serving.get("/assets/none.js").statusCode()).isEqualTo(404);
  }

  @Test
  void aHashedAssetIsKeptForEver() throws Exception {
    var answer = serving.get("/assets/index-B7xK2pQz.js");
    assertThat(answer.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/javascript");
  }

  @Test
  void anUnchangedPageIsNotSentAgain() throws Exception {
    var tag = serving.get("/").headers().firstValue("etag").orElseThrow();
    var again = serving.get("/", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aRouteIsPreferredToAFile() throws Exception {
    assertThat(serving.get("/api/x").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%5c..%5csecret.txt",
        "/link.txt",
        "/.hidden",
        "/%00secret.txt",
        "//etc/passwd"
      })
  void nothingOutsideTheFolderIsServed(String path) throws Exception {
    try (var socket = new java.net.Socket("127.0.0.1", serving.port())) {
      socket.setSoTimeout(5_000);
      var asked = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1")
          .doesNotContain("\r\n\r\nsecret")
          .doesNotContain("root:");
    }
  }
}
