package apex.backend.chat;

import java.time.Duration;

/// Waits between two rounds of a loop.
final class Pause {
  private Pause() {}

  /// False when the thread was asked to stop.
  static boolean of(Duration length) {
    try {
      Thread.sleep(length);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
