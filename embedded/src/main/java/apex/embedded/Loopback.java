package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// The one network everything here listens on.
public final class Loopback {
  public static final String HOST = "127.0.0.1";

  private Loopback() {}

  /// A port nobody listens on at this moment.
  public static int freePort() {
    try (var socket = bound(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new ApexException(ErrorCode.OVER_CAPACITY, "no free port on " + HOST, none);
    }
  }

  /// Whether a server could listen on `port` now.
  public static boolean free(int port) {
    try (var socket = bound(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static ServerSocket bound(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      // As the servers do: a port in TIME_WAIT after a restart is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return socket;
    } catch (IOException taken) {
      socket.close();
      throw taken;
    }
  }
}
