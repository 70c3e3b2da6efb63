package apex.edge.socket;

/// Decides who may come in. The upgrade has been answered already, because a browser is told
/// nothing about a refused one.
@FunctionalInterface
public interface SocketEndpoint {
  /// Who listens to this connection. An [apex.kernel.failure.ApexException] closes it, with the
  /// error code's name as reason: 1008 when it is the caller's move, 1013 when it may pass later.
  SocketListener accept(Handshake handshake) throws InterruptedException;
}
