package apex.backend.api;

import apex.edge.token.KeyRing;
import apex.stores.postgres.KeySetCache;
import java.time.Duration;
import java.time.InstantSource;

/// The signing keys, kept in PostgreSQL so that tokens are verified while auth is down, for at most
/// a day: after that nothing is trusted until auth has been asked again.
final class SigningKeys {
  private static final String NO_KEYS = "{\"keys\":[]}";
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final AuthService auth;
  private final KeySetCache cache;
  private final KeyRing ring;

  SigningKeys(AuthService auth, KeySetCache cache, InstantSource clock) {
    this.auth = auth;
    this.cache = cache;
    this.ring = new KeyRing(this::fetch, PAUSE, clock);
  }

  KeyRing ring() {
    return ring;
  }

  /// Takes the kept keys, so that the first request can be verified without asking auth.
  void begin() {
    cache.latest(KeySetCache.LONGEST).ifPresent(ring::accept);
  }

  /// Asks auth; while it is silent, what was kept is good until it is a day old.
  void refresh() {
    try {
      ring.accept(fetch());
    } catch (RuntimeException silent) {
      ring.accept(cache.latest(KeySetCache.LONGEST).orElse(NO_KEYS));
      throw silent;
    }
  }

  private String fetch() {
    var keys = auth.keys();
    cache.keep(keys);
    return keys;
  }
}
