package apex.edge.socket;

import apex.kernel.failure.ApexException;

/// Hears one connection. The calls come one after another, never two at once; the next frame is
/// read when the last call has returned, so a slow listener slows its own client only.
public interface SocketListener {
  /// First of all. An exception closes the connection as in [SocketEndpoint#accept].
  void opened(Socket socket) throws InterruptedException;

  void text(Socket socket, String text) throws InterruptedException;

  /// A frame could not be taken: TOO_LARGE or INVALID_FRAME. The connection stays open.
  void rejected(Socket socket, ApexException why) throws InterruptedException;

  /// Last of all, exactly once after [#opened] was called, however the connection ended.
  void closed(Socket socket, Closing why);
}
