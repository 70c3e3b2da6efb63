package apex.backend.api;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Probe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Opens `/ws` of this very process with a ticket that does not exist: a working one closes it by
/// the rule, in time.
public final class SocketProbe implements Probe {
  private static final int REFUSED = 1008;
  private static final int LATER = 1013;

  private final IntSupplier port;
  private final Duration patience;
  private final HttpClient client = HttpClient.newHttpClient();

  public SocketProbe(IntSupplier port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  @Override
  public String service() {
    return "websocket_service";
  }

  @Override
  public void ask() throws Exception {
    var closing = new CompletableFuture<Integer>();
    var address = URI.create("ws://127.0.0.1:%d/ws?ticket=probe".formatted(port.getAsInt()));
    client
        .newWebSocketBuilder()
        .connectTimeout(patience)
        .buildAsync(address, new Ear(closing))
        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    int code = closing.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (code != REFUSED && code != LATER)
      throw new ApexException(
          ErrorCode.BUG, "/ws closed an unknown ticket with %d, not 1008".formatted(code));
  }

  private record Ear(CompletableFuture<Integer> closing) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closing.complete(code);
      return CompletableFuture.completedStage(code);
    }

    @Override
    public void onError(WebSocket socket, Throwable broken) {
      closing.completeExceptionally(broken);
    }
  }
}
