package apex.kernel.health;

import java.time.Duration;

/// Asks one dependency for real whether it would work right now. Lives with what it asks.
///
/// An exception means the dependency refused; the message says why. Safe to call at any rate, also
/// while an earlier question hangs.
public interface Probe {
  /// The service's name in the graph, such as `database_postgres`.
  String service();

  /// Slower than this is degraded, not healthy.
  default Duration threshold() {
    return Duration.ofMillis(500);
  }

  /// No answer within this is [Verdict.Unknown].
  default Duration deadline() {
    return Duration.ofSeconds(3);
  }

  void ask() throws Exception;
}
