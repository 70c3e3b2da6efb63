package apex.edge.http;

import apex.edge.socket.Wire;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.function.Supplier;

/// The web server's connection as a wire. Its many ways to say that the other side is gone become
/// one.
final class ServerWire implements Wire {
  private final ConnectionContext context;
  private final DataReader reader;

  ServerWire(ConnectionContext context) {
    this.context = context;
    this.reader = context.dataReader();
  }

  @Override
  public void await() throws IOException {
    guarded(() -> {
      reader.ensureAvailable();
      return 0;
    });
  }

  @Override
  public byte[] take(int count) throws IOException {
    return guarded(() -> count == 0 ? new byte[0] : reader.readBytes(count));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    guarded(() -> {
      context.dataWriter().writeNow(BufferData.create(bytes));
      return 0;
    });
  }

  @Override
  public void cut() {
    context.serverSocket().close();
  }

  private static <T> T guarded(Supplier<T> work) throws IOException {
    try {
      return work.get();
    } catch (UncheckedIOException broken) {
      if (broken.getCause() instanceof SocketTimeoutException silent) throw silent;
      throw new ClientGone(broken);
    } catch (RuntimeException broken) {
      if (broken.getCause() instanceof SocketTimeoutException silent) throw silent;
      throw new ClientGone(broken);
    }
  }
}
