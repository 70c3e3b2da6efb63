package apex.stores.postgres;

import java.time.Instant;

/// Failed sign-ins, counted for throttling by whatever the caller calls a subject: an address, a
/// network.
public final class LoginAttempts {
  private final Database database;

  public LoginAttempts(Database database) {
    this.database = database;
  }

  public void failed(String subject, Instant at) {
    database.run(handle ->
        handle
            .createUpdate(
                "insert into auth.login_attempts (subject, failed_at) values (:subject, :at)")
            .bind("subject", subject)
            .bind("at", at)
            .execute());
  }

  public long failuresSince(String subject, Instant since) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                select count(*) from auth.login_attempts
                where subject = :subject and failed_at >= :since\
                """)
            .bind("subject", subject)
            .bind("since", since)
            .mapTo(Long.class)
            .one());
  }

  /// A success wipes what came before it.
  public void forget(String subject) {
    database.run(handle ->
        handle
            .createUpdate("delete from auth.login_attempts where subject = :subject")
            .bind("subject", subject)
            .execute());
  }

  public void forgetBefore(Instant moment) {
    database.run(handle ->
        handle
            .createUpdate("delete from auth.login_attempts where failed_at < :moment")
            .bind("moment", moment)
            .execute());
  }
}
