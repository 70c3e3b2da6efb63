package apex.stores.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// The keys that sign tokens, newest first. Private halves come and go encrypted.
public final class SigningKeyStore {
  private final Database database;

  public SigningKeyStore(Database database) {
    this.database = database;
  }

  /// Those whose signatures are still good.
  public List<SigningKey> published(Instant now) {
    return database.transaction(handle -> published(handle, now));
  }

  /// Adds what `next` makes of the published keys, unless it makes nothing. Processes take turns,
  /// so of two that start together the second sees the first one's key.
  public List<SigningKey> renew(
      Instant now, Function<List<SigningKey>, Optional<SigningKey>> next) {
    return database.transaction(handle -> {
      handle.execute("select pg_advisory_xact_lock(hashtext('auth.signing_keys'))");
      next.apply(published(handle, now)).ifPresent(key -> insert(handle, key));
      return published(handle, now);
    });
  }

  /// The newest key; made by `first` when there is none.
  public SigningKey newest(Instant now, Supplier<SigningKey> first) {
    return renew(now, keys -> keys.isEmpty() ? Optional.of(first.get()) : Optional.empty())
        .getFirst();
  }

  private static List<SigningKey> published(Handle handle, Instant now) {
    return handle
        .createQuery(
            "select * from auth.signing_keys where retires_at > :now order by created_at desc, kid")
        .bind("now", now)
        .map((row, _) -> key(row))
        .list();
  }

  private static void insert(Handle handle, SigningKey key) {
    handle
        .createUpdate(
            """
            insert into auth.signing_keys
              (kid, public_jwk, private_encrypted, created_at, retires_at)
            values (:kid, :public, :private, :created, :retires)\
            """)
        .bind("kid", key.kid())
        .bind("public", key.publicJwk())
        .bind("private", key.privateEncrypted())
        .bind("created", key.created())
        .bind("retires", key.retires())
        .execute();
  }

  private static SigningKey key(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new SigningKey(
        row.text("kid"),
        row.text("public_jwk"),
        row.text("private_encrypted"),
        row.instant("created_at"),
        row.instant("retires_at"));
  }
}
