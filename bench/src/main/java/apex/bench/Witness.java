package apex.bench;

import apex.edge.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/// What the ledger holds, asked of ClickHouse itself and by none of the house's own queries.
final class Witness implements AutoCloseable {
  private static final String CALLS =
      """
      select count(), uniqExact(trace_id, span_id),
        toInt64(reinterpretAsInt64(sumWithOverflow(reinterpretAsUInt64(span_id)))) from apex.calls final\
      """;
  private static final String COSTS =
      "select count(), uniqExact(call_key), sum(sign) from apex.call_costs final where pricing = 0";

  private final OwnHouse house;
  private final HttpClient client = HttpClient.newHttpClient();

  Witness(OwnHouse house) {
    this.house = house;
  }

  /// @param calls rows of the table of calls, and how many different spans they are
  /// @param spanIds the sum of their ids, beyond 64 bits cut off: a loss beside a double changes it
  /// @param costs rows of the table of costs, how many different calls they are of, and their signs
  record Said(long calls, long spans, long spanIds, long costs, long priced, long signs) {
    /// What came since.
    Said since(Said before) {
      return new Said(
          calls - before.calls,
          spans - before.spans,
          spanIds - before.spanIds,
          costs - before.costs,
          priced - before.priced,
          signs - before.signs);
    }

    /// Exactly these spans, each once in each table.
    boolean holds(long sent, long ids) {
      return calls == sent
          && spans == sent
          && spanIds == ids
          && costs == sent
          && priced == sent
          && signs == sent;
    }
  }

  Said ask() {
    var calls = numbers(CALLS);
    var costs = numbers(COSTS);
    return new Said(calls[0], calls[1], calls[2], costs[0], costs[1], costs[2]);
  }

  private long[] numbers(String sql) {
    var cells = answer(sql).strip().split("\t");
    return new long[] {
      Long.parseLong(cells[0]), Long.parseLong(cells[1]), Long.parseLong(cells[2])
    };
  }

  private String answer(String sql) {
    try {
      var address = house.home().note().orElseThrow().clickHouse();
      var request =
          HttpRequest.newBuilder(URI.create(address + "/"))
              .header("X-ClickHouse-User", "default")
              .header("X-ClickHouse-Key", password())
              .POST(HttpRequest.BodyPublishers.ofString(sql + " format TabSeparated"))
              .build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() == 200) return answer.body();
      throw new IllegalStateException(answer.body());
    } catch (IOException broken) {
      throw new IllegalStateException("ClickHouse does not answer", broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stop);
    }
  }

  private String password() throws IOException {
    var secrets = Files.readString(house.home().path().resolve("secrets.json"));
    return Json.tree(secrets).path("clickhouse").asString();
  }

  @Override
  public void close() {
    client.close();
  }
}
