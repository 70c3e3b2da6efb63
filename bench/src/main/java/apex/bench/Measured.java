package apex.bench;

import apex.ops.terminal.Terminal;
import java.util.Map;

/// What a measurement came to.
interface Measured {
  /// Whether what was measured did what it must, however fast.
  boolean well();

  /// As in the measurement's schema in docs/protocol.
  Map<String, Object> wire();

  /// For people.
  void print(Terminal terminal);
}
