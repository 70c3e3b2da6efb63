package apex.edge.http;

import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// A real server on a free port, and a real client of it.
public final class Serving implements AutoCloseable {
  public static final ServerConfig CONFIG =
      new ServerConfig(
          "127.0.0.1", 0, 65_536, 16_384, 1_000, 100, Duration.ofSeconds(5), Duration.ofSeconds(1));
  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server;

  public Serving(Routes routes) {
    this(routes, CONFIG);
  }

  public Serving(Routes routes, ServerConfig config) {
    this.server = new Server(config, routes, new Telemetry(TelemetryConfig.local("test"))).start();
  }

  public int port() {
    return server.port();
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(path)), headers);
  }

  HttpResponse<String> post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    var asked =
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    return send(asked, headers);
  }

  HttpResponse<String> send(HttpRequest.Builder asked, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) asked.headers(headers);
    return client.send(asked.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
