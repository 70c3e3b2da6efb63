package apex.embedded;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The process that holds ClickHouse's library and speaks ClickHouse's HTTP interface on a loopback
/// port, so that a crash in native code takes no service with it. It ends when its standard input
/// does, which is when whoever started it is gone.
public final class ClickHouseServer {
  static final Setting<String> LIBRARY =
      Setting.required("CHDB_LIBRARY", "where ClickHouse's library is", String::strip);
  static final Setting<String> FOLDER =
      Setting.required("CLICKHOUSE_FOLDER", "where the tables are kept", String::strip);
  static final Setting<Integer> PORT =
      Setting.number("CLICKHOUSE_PORT", "the port to listen on, 0 for any free one", 0);
  static final Setting<Secret> PASSWORD =
      Setting.secret("CLICKHOUSE_HELPER_PASSWORD", "what clients must send with each request");
  static final Setting<Integer> CONNECTIONS =
      Setting.number(
          "CLICKHOUSE_HELPER_CONNECTIONS", "statements that may run at once, 1 to 64", 8);
  static final Setting<Integer> SQL_BYTES_MAX =
      Setting.number("CLICKHOUSE_SQL_BYTES_MAX", "longest statement in bytes", 16 * 1024 * 1024);
  static final Setting<Duration> PATIENCE =
      Setting.duration(
          "CLICKHOUSE_CONNECTION_PATIENCE", "longest wait for a free connection", "PT30S");

  // More than clients open: the pools in front of this hold tens of connections.
  private static final int REQUESTS_WAITING_MAX = 1024;

  private ClickHouseServer() {}

  public static void main(String[] arguments) throws IOException {
    var values =
        Environment.ofProcess()
            .read(LIBRARY, FOLDER, PORT, PASSWORD, CONNECTIONS, SQL_BYTES_MAX, PATIENCE);
    CONNECTIONS.check(
        values.get(CONNECTIONS) >= 1 && values.get(CONNECTIONS) <= 64,
        "must be 1 to 64",
        values.get(CONNECTIONS));
    var sessions =
        new ClickHouseSessions(
            Chdb.load(Path.of(values.get(LIBRARY))),
            Path.of(values.get(FOLDER)),
            values.get(CONNECTIONS),
            values.get(PATIENCE));
    var http =
        new ClickHouseHttp(sessions, values.get(PASSWORD).reveal(), values.get(SQL_BYTES_MAX));
    serve(http, values.get(PORT), values.get(CONNECTIONS));
    endWithStandardInput();
  }

  private static void serve(ClickHouseHttp http, int port, int connections) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(Loopback.HOST), port), 0);
    // Platform threads: a call into the library holds its thread. Some more than connections, so
    // that a ping is answered while all of them work.
    var threads = connections + 4;
    server.setExecutor(
        new ThreadPoolExecutor(
            threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(REQUESTS_WAITING_MAX)));
    server.createContext("/", http);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, http), "stop"));
    server.start();
    System.out.printf(
        "READY {\"service\":\"clickhouse\",\"port\":%d}%n", server.getAddress().getPort());
    System.out.flush();
  }

  private static void stop(HttpServer server, ClickHouseHttp http) {
    server.stop(0);
    http.close();
  }

  private static void endWithStandardInput() throws IOException {
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    System.exit(0);
  }
}
