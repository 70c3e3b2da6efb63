package apex.stores.postgres;

import java.time.Duration;
import java.util.Optional;

/// The key set that auth last published, so that the backend can start while auth is down.
public final class KeySetCache {
  /// An older copy is not trusted.
  public static final Duration LONGEST = Duration.ofHours(24);

  private final Database database;

  public KeySetCache(Database database) {
    this.database = database;
  }

  public void keep(String jwks) {
    database.run(handle ->
        handle
            .createUpdate(
                """
                insert into backend.key_set_cache (jwks, fetched_at) values (:jwks, now())
                on conflict (only_row) do update set jwks = :jwks, fetched_at = now()\
                """)
            .bind("jwks", jwks)
            .execute());
  }

  /// Empty when none was kept in the last `longest`.
  public Optional<String> latest(Duration longest) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                select jwks from backend.key_set_cache
                where fetched_at > now() - :millis * interval '1 ms'\
                """)
            .bind("millis", Math.min(longest.toMillis(), LONGEST.toMillis()))
            .mapTo(String.class)
            .findOne());
  }
}
