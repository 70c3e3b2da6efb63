package apex.edge.http;

import java.io.IOException;

/// The client closed the connection, or fell silent, in the middle of a request or a response.
final class ClientGone extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGone(Throwable cause) {
    super("the client went away", cause);
  }
}
