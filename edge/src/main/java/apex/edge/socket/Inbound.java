package apex.edge.socket;

import apex.kernel.failure.ApexException;

/// What a client sent.
sealed interface Inbound {
  record Text(String text) implements Inbound {}

  /// It was skipped; the next frame can be read.
  record Rejected(ApexException why) implements Inbound {}

  record Ping(byte[] payload) implements Inbound {}

  record Pong() implements Inbound {}

  record Close(Closing why) implements Inbound {}

  /// Against the protocol: nothing after it can be understood.
  record Violation(Closing answer) implements Inbound {}
}
