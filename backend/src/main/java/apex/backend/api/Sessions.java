package apex.backend.api;

import apex.kernel.identity.SessionId;
import apex.stores.postgres.EndedSessions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/// Which sessions have ended before their tokens: asked of auth every few seconds, kept in
/// PostgreSQL for all backends and for the time when auth is down.
final class Sessions {
  /// Longer than any access token lives.
  private static final Duration MEMORY = Duration.ofMinutes(30);

  private final AuthService auth;
  private final EndedSessions store;
  private final SocketRegistry sockets;
  private final InstantSource clock;
  private volatile Set<SessionId> ended = Set.of();

  Sessions(AuthService auth, EndedSessions store, SocketRegistry sockets, InstantSource clock) {
    this.auth = auth;
    this.store = store;
    this.sockets = sockets;
    this.clock = clock;
  }

  boolean ended(SessionId session) {
    return ended.contains(session);
  }

  /// Learns the news from auth, and from other backends that learnt them first.
  void refresh() {
    try {
      var news = auth.sessionEnds(store.cursor());
      store.keep(news.kept(), news.next());
    } finally {
      remember();
    }
  }

  /// Takes over what is kept and closes the sockets of those who ended.
  void remember() {
    var oldest = clock.instant().minus(MEMORY);
    ended = Set.copyOf(store.since(oldest));
    sockets.end(ended);
  }

  void forget() {
    store.forgetBefore(clock.instant().minus(MEMORY));
  }
}
