package apex.edge.socket;

import java.io.IOException;

/// The bytes under one connection. One thread reads, one writes; any may cut.
public interface Wire {
  /// Waits for the next byte without taking it. Throws [java.net.SocketTimeoutException] after the
  /// server's patience, and may then be called again.
  void await() throws IOException;

  /// Takes exactly `count` bytes.
  byte[] take(int count) throws IOException;

  void write(byte[] bytes) throws IOException;

  /// Closes the connection under a blocked reader and a blocked writer.
  void cut();
}
