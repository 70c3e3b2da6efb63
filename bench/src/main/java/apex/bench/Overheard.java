package apex.bench;

import apex.bench.load.Distribution;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Stands before a ClickHouse and hears what it is asked, so that the same can be asked of it once
/// more without a house around it. Adds one hop over loopback to each statement.
final class Overheard implements AutoCloseable {
  private static final int KEPT_MOST = 10_000;
  private static final Set<String> NOT_HANDED_ON =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect");

  /// One statement as it went over the wire: parameters in the address, the text in the body.
  private record Statement(URI address, Headers headers, byte[] body) {
    HttpRequest request() {
      var request =
          HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach((name, values) -> {
        if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT)))
          values.forEach(value -> request.header(name, value));
      });
      return request.build();
    }

    /// Whether it reads a workspace's usage: what a house asks for itself binds none.
    boolean ofAWorkspace() {
      return String.valueOf(address.getRawQuery()).contains("param_workspace_id=");
    }
  }

  private final URI store;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<Statement> heard = new ConcurrentLinkedQueue<>();

  private Overheard(URI store, HttpServer server) {
    this.store = store;
    this.server = server;
  }

  /// @param store such as `http://127.0.0.1:8123`
  static Overheard before(String store) {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else small answers wait 40 ms
    try {
      var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var overheard = new Overheard(URI.create(store), HttpServer.create(here, 0));
      overheard.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      overheard.server.createContext("/", overheard::handOn);
      overheard.server.start();
      return overheard;
    } catch (IOException impossible) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "no port for the bench: " + impossible, impossible);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handOn(HttpExchange exchange) throws IOException {
    try (exchange) {
      var statement =
          new Statement(
              store.resolve(exchange.getRequestURI().toString()),
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes());
      if (statement.ofAWorkspace() && heard.size() < KEPT_MOST) heard.add(statement);
      var answer = client.send(statement.request(), HttpResponse.BodyHandlers.ofInputStream());
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name)) exchange.getResponseHeaders().put(name, values);
          });
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      try (var body = answer.body()) {
        body.transferTo(exchange.getResponseBody());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /// Forgets what was heard until now.
  void forget() {
    heard.clear();
  }

  /// How long what was heard since takes when it is asked of the store at once and nothing is done
  /// with the answers, `times` times after one round that is not counted.
  Bare bare(int times) {
    var statements = List.copyOf(heard);
    once(statements);
    var taken = new ArrayList<Double>();
    for (int i = 0; i < times; i++) taken.add(once(statements));
    return new Bare(statements.size(), new Distribution(taken));
  }

  private double once(List<Statement> statements) {
    var begun = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = statements.stream().map(statement -> threads.submit(() -> ask(statement)));
      for (var answer : asked.toList()) answered(answer);
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void answered(Future<Integer> answer) {
    try {
      if (answer.get() != 200)
        throw new ApexException(ErrorCode.BUG, "a statement was refused when it was asked again");
    } catch (ExecutionException | InterruptedException broken) {
      throw new ApexException(ErrorCode.BUG, "a statement broke when it was asked again", broken);
    }
  }

  private int ask(Statement statement) throws IOException, InterruptedException {
    return client.send(statement.request(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }

  /// @param statements of one answer
  /// @param all from the first one sent to the last one answered
  record Bare(int statements, Distribution all) {}
}
