package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Guard;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// The one way to ClickHouse. Its only way to an answer is [#in], which binds the workspace of
/// every template. Opens nothing until it is first asked; failures leave as
/// [apex.kernel.failure.ApexException].
public final class Analytics implements AutoCloseable {
  private static final Duration AFTER_THE_SERVER = Duration.ofSeconds(2);

  /// A sick ClickHouse is waited for so much shorter than a query may take.
  private static final int BUDGET_PART = 3;

  private final Client client;
  private final ClickHouseConfig config;
  private final Guard guard;

  public Analytics(ClickHouseConfig config) {
    this.config = config;
    this.client = client(config);
    this.guard =
        new Guard(
            "database_clickhouse",
            Guard.Limits.of(
                config.queryPatience().dividedBy(BUDGET_PART),
                config.queryPatience().plus(AFTER_THE_SERVER),
                config.connections()));
  }

  /// Reads the rows of an answer.
  interface Reader<T> {
    T read(RowReader rows) throws IOException;
  }

  /// Queries of one workspace.
  Room in(WorkspaceId workspace) {
    return new Room(workspace);
  }

  final class Room {
    private final WorkspaceId workspace;

    private Room(WorkspaceId workspace) {
      this.workspace = workspace;
    }

    <T> T ask(Template template, Map<String, Value> values, Reader<T> reader) {
      return read(template.sql(), template.bind(bound(values)), reader);
    }

    /// Adds rows of this workspace that are computed from rows of this workspace.
    void derive(Template template, Map<String, Value> values) {
      command(template.sql(), template.bind(bound(values)), config.database());
    }

    /// Removes rows of this workspace for good, and answers when they are gone: for retention and
    /// erasure, and for nothing else.
    ///
    /// @param which a condition that names its values as parameters
    void remove(String table, String which, Map<String, Value> values) {
      var parameters = new TreeMap<String, Object>();
      bound(values).forEach((name, value) -> parameters.put(name, value.text()));
      command(
          "alter table %s delete where workspace_id = {workspace_id:UUID} and %s settings mutations_sync = 2"
              .formatted(table, which),
          parameters,
          config.database());
    }

    private Map<String, Value> bound(Map<String, Value> values) {
      var all = new TreeMap<>(values);
      all.put("workspace_id", Value.of(workspace.value()));
      return all;
    }
  }

  /// Appends rows, whole or not at all; the same token again adds nothing. Never asynchronous: it
  /// answers when they are kept.
  void insert(String table, List<String> columns, RowWriter rows, String token, Duration within) {
    guard.atLeisure(
        within.plus(AFTER_THE_SERVER),
        () -> {
          inserted(table, columns, rows, token, Deadline.within(within));
          return true;
        });
  }

  private void inserted(
      String table, List<String> columns, RowWriter rows, String token, Duration within) {
    var settings = new InsertSettings().setDeduplicationToken(token);
    settings.serverSetting("async_insert", "0");
    settings.serverSetting("max_execution_time", Long.toString(Math.max(1, within.toSeconds())));
    settings.serverSetting("max_partitions_per_insert_block", "1000"); // a part for each month
    settings.setNetworkTimeout(within.toMillis(), ChronoUnit.MILLIS);
    try (var done =
        await(
            client.insert(table, columns, rows.rows(), ClickHouseFormat.RowBinary, settings),
            within)) {
      done.getWrittenRows();
    } catch (Exception failed) {
      throw ClickHouseFailure.of(failed);
    }
  }

  /// A statement that answers nothing; `database` may be one that holds no table yet.
  void command(String sql, Map<String, Object> parameters, String database) {
    guard.atLeisure(
        config.queryPatience().plus(AFTER_THE_SERVER),
        () -> {
          commanded(sql, parameters, database);
          return true;
        });
  }

  private void commanded(String sql, Map<String, Object> parameters, String database) {
    var settings = new CommandSettings();
    settings.setDatabase(database);
    try (var done = await(client.execute(sql, parameters, settings), config.queryPatience())) {
      done.getReadRows();
    } catch (Exception failed) {
      throw ClickHouseFailure.of(failed);
    }
  }

  /// For what belongs to no workspace: migrations and the probe. Templates go through [#in].
  <T> T read(String sql, Map<String, Object> parameters, Reader<T> reader) {
    var begun = new AtomicBoolean(); // a reader that has taken rows must not get them again
    return guard.repeatable(() -> readOnce(sql, parameters, reader, begun), () -> !begun.get());
  }

  private <T> T readOnce(
      String sql, Map<String, Object> parameters, Reader<T> reader, AtomicBoolean begun) {
    try (var answer = answer(sql, parameters)) {
      begun.set(true);
      return reader.read(new RowReader(answer.getInputStream()));
    } catch (Exception failed) {
      throw ClickHouseFailure.of(failed);
    }
  }

  /// Stands before every call; tells how asking has gone.
  public Guard guard() {
    return guard;
  }

  String database() {
    return config.database();
  }

  @Override
  public void close() {
    client.close();
  }

  private QueryResponse answer(String sql, Map<String, Object> parameters) throws Exception {
    var patience = Deadline.within(config.queryPatience());
    var settings = new QuerySettings().setFormat(ClickHouseFormat.RowBinary);
    settings.serverSetting("max_execution_time", Long.toString(Math.max(1, patience.toSeconds())));
    settings.serverSetting("max_query_size", "1048576");
    // Rows with one key share their time, therefore their partition.
    settings.serverSetting("do_not_merge_across_partitions_select_final", "1");
    return await(client.query(sql, parameters, settings), patience);
  }

  private static <T> T await(CompletableFuture<T> answer, Duration patience) throws Exception {
    try {
      return answer.get(patience.plus(AFTER_THE_SERVER).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw late;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw stop;
    }
  }

  private static Client client(ClickHouseConfig config) {
    return new Client.Builder()
        .addEndpoint(config.url().toString())
        .setUsername(config.user())
        .setPassword(config.password().reveal())
        .setDefaultDatabase(config.database())
        .setMaxConnections(config.connections())
        .setConnectTimeout(config.patience().toMillis())
        .setConnectionRequestTimeout(config.patience().toMillis(), ChronoUnit.MILLIS)
        .setSocketTimeout(config.queryPatience().plus(AFTER_THE_SERVER).toMillis())
        .setSocketTcpNodelay(true)
        .compressServerResponse(false)
        .compressClientRequest(false)
        .setMaxRetries(1)
        .retryOnFailures(ClientFaultCause.NoHttpResponse, ClientFaultCause.ConnectTimeout)
        .setClientName("apex")
        .build();
  }
}
