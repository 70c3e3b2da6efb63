package apex.bench;

import static org.assertj.core.api.Assertions.assertThat;

import apex.embedded.RealClickHouse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// A real ClickHouse heard from outside.
final class OverheardTest {
  private final RealClickHouse clickHouse = RealClickHouse.shared();

  @Test
  void answersPassUnchangedAndOnlyStatementsOfAWorkspaceAreAskedAgain() throws Exception {
    try (var overheard = Overheard.before(clickHouse.url())) {
      var text = "select toString({workspace_id:String}) || '!', sum(number) from numbers(10)";
      assertThat(ask(overheard, "/?param_workspace_id=one", text)).isEqualTo("one!\t45\n");
      assertThat(ask(overheard, "/", "select 1")).isEqualTo("1\n");
      assertThat(ask(overheard, "/", "select nonsense")).contains("nonsense");
      assertThat(overheard.bare(3).statements()).isEqualTo(1);
      assertThat(overheard.bare(3).all().ms()).hasSize(3).allMatch(ms -> ms > 0);
      overheard.forget();
      assertThat(overheard.bare(1).statements()).isZero();
    }
  }

  private String ask(Overheard overheard, String path, String sql) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(overheard.url() + path))
            .header("X-ClickHouse-User", clickHouse.user())
            .header("X-ClickHouse-Key", clickHouse.password())
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
