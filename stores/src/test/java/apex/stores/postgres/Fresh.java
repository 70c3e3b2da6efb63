package apex.stores.postgres;

import apex.embedded.Account;
import apex.embedded.RealPostgres;
import java.net.URI;

/// Migrated databases for the tests, one for each schema, on the shared server.
public final class Fresh {
  public static final PostgresConfig BACKEND = config(RealPostgres.shared().backend());
  public static final PostgresConfig AUTH = config(RealPostgres.shared().auth());

  private Fresh() {}

  public static Database backend() {
    return Backend.DATABASE;
  }

  public static Database auth() {
    return Auth.DATABASE;
  }

  static PostgresConfig config(Account account) {
    return config(RealPostgres.shared().url(), account);
  }

  static PostgresConfig config(String url, Account account) {
    return new PostgresConfig(URI.create(url), account.user(), account.password());
  }

  private static final class Backend {
    static final Database DATABASE = migrated();

    private static Database migrated() {
      Migrations.backend(BACKEND);
      return new Database(BACKEND);
    }
  }

  private static final class Auth {
    static final Database DATABASE = migrated();

    private static Database migrated() {
      Migrations.auth(AUTH);
      return new Database(AUTH);
    }
  }
}
