package apex.edge.http;

import apex.kernel.health.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks an HTTP service whether it can serve: 200 from the address, in time.
public final class HttpProbe implements Probe, AutoCloseable {
  private final String service;
  private final URI address;
  private final Duration patience;
  private final HttpClient client;

  /// @param address such as `http://127.0.0.1:8081/health/ready`
  public HttpProbe(String service, URI address, Duration patience) {
    this.service = service;
    this.address = address;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .build();
  }

  @Override
  public String service() {
    return service;
  }

  @Override
  public void ask() throws IOException, InterruptedException {
    var question = HttpRequest.newBuilder(address).timeout(patience).GET().build();
    try {
      var answer = client.send(question, HttpResponse.BodyHandlers.discarding());
      if (answer.statusCode() != 200)
        throw new IOException("%s answered %d".formatted(address, answer.statusCode()));
    } catch (java.net.ConnectException refused) {
      throw new IOException("cannot connect to " + address.getAuthority(), refused);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
