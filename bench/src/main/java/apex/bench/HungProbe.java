package apex.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/// A dependency that hangs, in one of four ways, and what asks it. The same questions are put to
/// this house's health, to its doctor's machinery and to a peer's.
///
/// @param port of a listener that accepts and never speaks
record HungProbe(int number, int port) {
  static final int ALL = 20;

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  String name() {
    return "hung_" + number;
  }

  /// Does not return as long as the process lives, but for an interrupted read.
  void ask() throws IOException {
    switch (number % 4) {
      case 0 -> lookUp();
      case 1, 2 -> read();
      default -> swallow();
    }
  }

  /// As a resolver that does not answer: native code that no interrupt reaches.
  static void lookUp() {
    swallow();
  }

  private void read() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (socket.getInputStream().read() < 0) throw new IOException("the listener hung up");
    }
  }

  private static void swallow() {
    for (; ; )
      try {
        NEVER.await();
      } catch (InterruptedException swallowed) {
        continue;
      }
  }
}
