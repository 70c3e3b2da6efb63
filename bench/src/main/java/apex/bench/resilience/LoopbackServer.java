package apex.bench.resilience;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// A real server on the loopback: answers a byte with a byte, with so many workers, each busy for
/// so long.
final class LoopbackServer implements AutoCloseable {
  private static final int BACKLOG = 1_000;

  private final ServerSocket listener;
  private final Semaphore workers;
  private volatile Duration serving;

  private LoopbackServer(ServerSocket listener, int workers, Duration serving) {
    this.listener = listener;
    this.workers = new Semaphore(workers, true);
    this.serving = serving;
  }

  static LoopbackServer start(int workers, Duration serving) throws IOException {
    var listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    var server = new LoopbackServer(listener, workers, serving);
    Thread.ofVirtual().name("loopback server").start(server::accept);
    return server;
  }

  void serveIn(Duration longer) {
    serving = longer;
  }

  private void accept() {
    while (!listener.isClosed())
      try {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException closed) {
        return;
      }
  }

  private void answer(Socket client) {
    try (client) {
      for (int asked = client.getInputStream().read();
          asked >= 0;
          asked = client.getInputStream().read()) {
        work();
        client.getOutputStream().write(asked);
      }
    } catch (IOException gone) {
      return;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() throws InterruptedException {
    workers.acquire();
    try {
      Thread.sleep(serving);
    } finally {
      workers.release();
    }
  }

  /// A connection for one caller.
  Socket connect() throws IOException {
    var socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
    return socket;
  }

  /// Whether it answered in time.
  static boolean ask(Socket socket, Duration patience) throws IOException {
    socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
    try {
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() == 1;
    } catch (SocketTimeoutException late) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
