package apex.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// ClickHouse's HTTP interface as its official client uses it. Not there, and refused as ClickHouse
/// refuses it: sessions by id, compression, users other than the one with the password.
final class ClickHouseHttp implements HttpHandler, AutoCloseable {
  private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\.");

  private final ClickHouseSessions sessions;
  private final byte[] password;
  private final int sqlBytesMax;
  private final Set<Integer> clients = ConcurrentHashMap.newKeySet();

  ClickHouseHttp(ClickHouseSessions sessions, String password, int sqlBytesMax) {
    this.sessions = sessions;
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.sqlBytesMax = sqlBytesMax;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    clients.add(exchange.getRemoteAddress().getPort());
    switch (exchange.getRequestURI().getPath()) {
      case "/ping" -> text(exchange, 200, "Ok.\n");
      case "/sockets" -> text(exchange, 200, clients.size() + "\n");
      default -> answer(exchange);
    }
    // Not when an exception passes: closing would end the answer as if it were whole.
    exchange.close();
  }

  @Override
  public void close() {
    sessions.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var reply = new ClickHouseReply(exchange);
    try {
      var request = ClickHouseRequest.of(exchange, sqlBytesMax);
      admit(request);
      var id = request.queryId().orElseGet(() -> UUID.randomUUID().toString());
      exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", id);
      sessions.use(request.database(), request.settings(), session -> run(request, session, reply));
    } catch (Chdb.Refused refused) {
      refuse(exchange, reply, String.valueOf(refused.getMessage()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(ClickHouseRequest request, Chdb.Connection session, ClickHouseReply reply)
      throws Chdb.Refused, IOException {
    if (request.insertsRows()) {
      reply.written(session.insert(request.insert(), request.rows()));
      return;
    }
    var pieces = reply.pieces(request.format());
    if (request.reads() && pieces.joinable()) session.stream(request.statement(), pieces);
    else session.run(request.statement(), pieces);
    pieces.end();
  }

  private void admit(ClickHouseRequest request) throws Chdb.Refused {
    var given = request.password().orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, password))
      throw new Chdb.Refused(
          "Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)");
  }

  /// An error after the first piece can only cut the answer off, so that nobody takes it for whole.
  private static void refuse(HttpExchange exchange, ClickHouseReply reply, String message)
      throws IOException {
    if (reply.begun()) throw new IOException("cut off: " + message);
    var found = CODE.matcher(message);
    var code = found.find() ? Integer.parseInt(found.group(1)) : 1000;
    exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", "" + code);
    text(exchange, status(code), message + "\n");
  }

  /// As ClickHouse maps its codes.
  private static int status(int code) {
    return switch (code) {
      case 516, 192, 193, 194 -> 403;
      case 60, 81, 46, 47, 218 -> 404;
      case 62, 36, 27, 115, 6, 38, 41, 53, 70, 72, 117, 130, 456, 457 -> 400;
      case 202 -> 503;
      default -> 500;
    };
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
