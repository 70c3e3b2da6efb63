package apex.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The official client, unchanged, against the embedded ClickHouse.
class RealClickHouseTest {
  private static final RealClickHouse CLICKHOUSE = RealClickHouse.shared();
  private static String database = "";
  private static Client client = client(CLICKHOUSE, "default");

  @BeforeAll
  static void begin() {
    database = CLICKHOUSE.freshDatabase();
    client.close();
    client = client(CLICKHOUSE, database);
  }

  @AfterAll
  static void end() {
    client.close();
  }

  @Test
  void theClientPings() {
    assertThat(client.ping(5000)).isTrue();
  }

  @Test
  void namedParametersAreBoundAsValues() {
    var rows =
        client.queryAll(
            "select {name:String} as name, {n:UInt32} + 1 as n",
            Map.of("name", "o'hara \"x\"", "n", 41));
    assertThat(rows.getFirst().getString("name")).isEqualTo("o'hara \"x\"");
    assertThat(rows.getFirst().getLong("n")).isEqualTo(42);
  }

  @Test
  void aLongResultComesWholeInBlocks() throws Exception {
    long sum = 0;
    try (var records =
        client.queryRecords("select number, toString(number) as text from numbers(400000)").get()) {
      for (var row : records) sum += Long.parseLong(row.getString("text"));
    }
    assertThat(sum).isEqualTo(400_000L * 399_999 / 2);
  }

  @Test
  void blocksWithoutRowsDoNotEndTheResult() {
    var rows = client.queryAll("select number from numbers(3000000) where number % 1000000 = 7");
    assertThat(rows).hasSize(3);
  }

  @Test
  void insertedRowsAreCountedAndRead() throws Exception {
    client
        .execute("create table things (id UInt32, name String) engine = MergeTree order by id")
        .get();
    var rows = "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}\n";
    var settings = new InsertSettings().serverSetting("async_insert", "0");
    try (var answer =
        client
            .insert(
                "things",
                new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)),
                ClickHouseFormat.JSONEachRow,
                settings)
            .get()) {
      assertThat(answer.getWrittenRows()).isEqualTo(2);
    }
    assertThat(client.queryAll("select name from things order by id"))
        .extracting(row -> row.getString("name"))
        .containsExactly("a", "b");
  }

  @Test
  void anInsertWithABrokenRowKeepsNothing() throws Exception {
    client.execute("create table whole (id UInt32) engine = MergeTree order by id").get();
    var rows = "{\"id\":1}\n{\"id\":\"broken\"}\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() ->
            client
                .insert("whole", new ByteArrayInputStream(rows), ClickHouseFormat.JSONEachRow)
                .get())
        .hasStackTraceContaining("Cannot parse input");
    assertThat(client.queryAll("select count() as n from whole").getFirst().getLong("n")).isZero();
  }

  @Test
  void aRepeatedDeduplicationTokenInsertsOnce() throws Exception {
    client
        .execute(
            "create table once (id UInt32) engine = MergeTree order by id settings non_replicated_deduplication_window = 100")
        .get();
    for (int i = 0; i < 2; i++)
      client
          .insert(
              "once",
              new ByteArrayInputStream("{\"id\":1}\n".getBytes(StandardCharsets.UTF_8)),
              ClickHouseFormat.JSONEachRow,
              new InsertSettings().setDeduplicationToken("t1"))
          .get()
          .close();
    assertThat(client.queryAll("select count() as n from once").getFirst().getLong("n"))
        .isEqualTo(1);
  }

  @Test
  void errorsCarryClickHousesCode() {
    assertThatThrownBy(() -> client.queryAll("select * from nowhere"))
        .hasStackTraceContaining("UNKNOWN_TABLE")
        .satisfies(failed -> assertThat(serverCode(failed)).isEqualTo(60));
  }

  @Test
  void anErrorAfterTheFirstBlockIsNotAShortResult() {
    assertThatThrownBy(
            () -> {
              try (var records =
                  client
                      .queryRecords(
                          "select throwIf(number = 2900000), number from numbers(3000000)",
                          new QuerySettings().serverSetting("max_block_size", "10000"))
                      .get()) {
                long last = 0;
                for (var row : records) last = row.getLong("number");
                throw new AssertionError("read up to " + last + " without an error");
              }
            })
        .isNotInstanceOf(AssertionError.class);
  }

  @Test
  void aWrongPasswordIsRefused() throws Exception {
    var refused = post("/?query=select%201", "wrong", "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("X-ClickHouse-Exception-Code")).contains("516");
  }

  @Test
  void aSettingHoldsForItsRequestOnly() {
    var alone = new QuerySettings().serverSetting("max_threads", "1");
    var sql = "select getSetting('max_threads') as n, getSetting('async_insert') as a";
    var before = client.queryAll(sql).getFirst().getString("n");
    assertThat(client.queryAll(sql, alone).getFirst().getString("n")).isEqualTo("1");
    assertThat(client.queryAll(sql).getFirst().getString("n")).isEqualTo(before);
    assertThat(client.queryAll(sql).getFirst().getString("a")).isEqualTo("false");
  }

  @Test
  void anUnknownSettingIsNamed() {
    var wrong = new QuerySettings().serverSetting("max_thraeds", "1");
    assertThatThrownBy(() -> client.queryAll("select 1", wrong))
        .hasStackTraceContaining("max_thraeds");
  }

  @Test
  void aTextAnswerHasTheFormatItAskedFor() throws Exception {
    var answer = post("/?default_format=JSONEachRow", CLICKHOUSE.password(), "select 1 as x");
    assertThat(answer.body()).isEqualTo("{\"x\":1}\n");
    assertThat(post("/", CLICKHOUSE.password(), "select 1 format CSV").body()).isEqualTo("1\n");
  }

  @Test
  void moreStatementsThanConnectionsAllGetTheirTurn() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = IntStream.range(0, 60).mapToObj(i -> threads.submit(() -> answerTo(i))).toList();
      var answers = new ArrayList<Integer>();
      for (var one : work) answers.add(one.get());
      assertThat(answers)
          .containsExactlyElementsOf(IntStream.range(0, 60).boxed().collect(Collectors.toList()));
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesKillDashNine() throws Exception {
    try (var own = RealClickHouse.own()) {
      own.ask(
          "create table kept (id UInt32) engine = MergeTree order by id settings fsync_after_insert = 1, fsync_part_directory = 1");
      for (int i = 0; i < 20; i++) own.ask("insert into kept values (%d)".formatted(i));
      own.kill();
      own.startAgain();
      assertThat(own.ask("select count() from kept").strip()).isEqualTo("20");
    }
  }

  private static int answerTo(int i) {
    return (int) client.queryAll("select sleep(0.05), " + i + " as n").getFirst().getLong("n");
  }

  private static int serverCode(Throwable failed) {
    for (var cause = failed; cause != null; cause = cause.getCause())
      if (cause instanceof ServerException server) return server.getCode();
    return -1;
  }

  private static HttpResponse<String> post(String path, String password, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(CLICKHOUSE.url() + path))
            .header("X-ClickHouse-User", "default")
            .header("X-ClickHouse-Key", password)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Client client(RealClickHouse server, String database) {
    return new Client.Builder()
        .addEndpoint(server.url())
        .setUsername(server.user())
        .setPassword(server.password())
        .setDefaultDatabase(database)
        .compressServerResponse(false)
        .compressClientRequest(false)
        .build();
  }
}
