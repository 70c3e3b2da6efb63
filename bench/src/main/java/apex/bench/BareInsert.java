package apex.bench;

import apex.embedded.RealClickHouse;
import apex.kernel.environment.Secret;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.Migrations;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Rows like those of the ledger put into the ledger's own two tables by ClickHouse's interface
/// alone, with the same guarantees: what the store itself can take. No goal.
///
/// @param rows in each insert
record BareInsert(int rows) {
  private static final String CALL =
      """
      select toUUID('00000000-0000-0000-0000-000000000001') as workspace_id,
        MD5(toString(rand64())) as call_key, toUInt16(0) as entry, toInt8(1) as sign,
        toUInt64(1) as ingest_seq, toUUID('00000000-0000-0000-0000-000000000002') as import_id,
        now64(9,'UTC') as ts, 'openai' as provider,
        ['gpt-4o','gpt-4o-mini','gpt-4.1','gpt-4.1-mini','o3'][1 + number %% 5] as model,
        concat('assistant-', toString(number %% 7)) as route, 'ok' as status,
        toUInt32(200 + rand() %% 4000) as input_tokens, toUInt32(rand() %% 500) as output_tokens,
        MD5(toString(rand64(1))) as content, %s
      from numbers(%d)\
      """;
  private static final String CALL_MORE =
      """
      hex(MD5(toString(number %% 50))) as user_hash,
      concat('conversation-', toString(number %% 97)) as conversation, toInt64(800) as latency_ms,
      'bench' as service, 'chat' as operation, MD5(toString(rand64(2))) as trace_id,
      toFixedString(substring(MD5(toString(rand64(3))), 1, 8), 8) as span_id,
      concat('chatcmpl-', toString(rand64(4))) as response_id\
      """;
  private static final String COST_MORE =
      """
      'book' as book_id, toDecimal128(rand() / 1e12, 18) as cost_usd,
      toDecimal128(rand() / 1e12, 18) as low_usd, toDecimal128(rand() / 1e12, 18) as high_usd\
      """;

  /// Rows a second that both tables took.
  double perSecond(Duration time) {
    var clickHouse = RealClickHouse.own();
    try (var client = HttpClient.newHttpClient()) {
      var database = clickHouse.freshDatabase();
      migrate(clickHouse, database);
      var calls = rows(client, clickHouse, CALL.formatted(CALL_MORE.formatted(), rows));
      var costs = rows(client, clickHouse, CALL.formatted(COST_MORE.formatted(), rows));
      var begun = System.nanoTime();
      long inserted = 0;
      while (System.nanoTime() - begun < time.toNanos()) {
        insert(client, clickHouse, database + ".calls", names(CALL, CALL_MORE), calls);
        insert(client, clickHouse, database + ".call_costs", names(CALL, COST_MORE), costs);
        inserted += rows;
      }
      return inserted / ((System.nanoTime() - begun) / 1e9);
    } finally {
      clickHouse.close();
    }
  }

  private static void migrate(RealClickHouse clickHouse, String database) {
    try (var analytics =
        new Analytics(
            new ClickHouseConfig(
                URI.create(clickHouse.url()),
                clickHouse.user(),
                new Secret(clickHouse.password()),
                database))) {
      Migrations.run(analytics);
    }
  }

  private static String names(String one, String other) {
    return java.util.regex.Pattern.compile(" as (\\w+)")
        .matcher(one + " " + other)
        .results()
        .map(found -> found.group(1))
        .collect(java.util.stream.Collectors.joining(","));
  }

  private static byte[] rows(HttpClient client, RealClickHouse clickHouse, String sql) {
    return send(
        client, clickHouse, "", (sql + " format RowBinary").getBytes(StandardCharsets.UTF_8));
  }

  private static void insert(
      HttpClient client, RealClickHouse clickHouse, String table, String columns, byte[] rows) {
    var sql = "insert into %s (%s) format RowBinary".formatted(table, columns);
    send(
        client,
        clickHouse,
        "?async_insert=0&query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8),
        rows);
  }

  private static byte[] send(
      HttpClient client, RealClickHouse clickHouse, String query, byte[] body) {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(clickHouse.url() + "/" + query))
                  .header("X-ClickHouse-User", clickHouse.user())
                  .header("X-ClickHouse-Key", clickHouse.password())
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() == 200) return answer.body();
      throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new IllegalStateException("ClickHouse does not answer", broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stop);
    }
  }
}
