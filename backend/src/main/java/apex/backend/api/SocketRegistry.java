package apex.backend.api;

import apex.edge.socket.Socket;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open sockets, by whom they belong to. Shared by all connections.
final class SocketRegistry {
  private final int perUserMax;
  private final Map<UserId, Map<Socket, SessionId>> open = new ConcurrentHashMap<>();

  SocketRegistry(int perUserMax) {
    this.perUserMax = perUserMax;
  }

  /// Counts the socket, or refuses with RATE_LIMITED when the user has enough of them.
  void enter(Identity identity, Socket socket) {
    open.compute(
        identity.user(),
        (_, sockets) -> {
          var mine = sockets == null ? new ConcurrentHashMap<Socket, SessionId>() : sockets;
          if (mine.size() >= perUserMax)
            throw new ApexException(
                ErrorCode.RATE_LIMITED, "at most %d connections a user".formatted(perUserMax));
          mine.put(socket, identity.session());
          return mine;
        });
  }

  void leave(Identity identity, Socket socket) {
    open.computeIfPresent(
        identity.user(),
        (_, sockets) -> {
          sockets.remove(socket);
          return sockets.isEmpty() ? null : sockets;
        });
  }

  /// Closes every socket of these sessions.
  void end(Set<SessionId> sessions) {
    open.values().stream()
        .flatMap(sockets -> sockets.entrySet().stream())
        .filter(entry -> sessions.contains(entry.getValue()))
        .forEach(entry -> entry.getKey().close(ErrorCode.SESSION_ENDED));
  }

  int count() {
    return open.values().stream().mapToInt(Map::size).sum();
  }
}
