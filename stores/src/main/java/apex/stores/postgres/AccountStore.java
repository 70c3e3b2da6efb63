package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Who can sign in. An address belongs to one account, whatever its case.
public final class AccountStore {
  private final Database database;

  public AccountStore(Database database) {
    this.database = database;
  }

  /// Whether nobody has registered yet.
  public boolean empty() {
    return database.transaction(handle ->
        handle
            .createQuery("select not exists (select from auth.users)")
            .mapTo(Boolean.class)
            .one());
  }

  public Optional<Account> byEmail(String email) {
    return database.transaction(handle ->
        handle
            .createQuery("select * from auth.users where lower(email) = lower(:email)")
            .bind("email", email)
            .map((row, _) -> account(row))
            .findOne());
  }

  public Optional<Account> byId(UserId user) {
    return database.transaction(handle ->
        handle
            .createQuery("select * from auth.users where user_id = :user")
            .bind("user", user.value())
            .map((row, _) -> account(row))
            .findOne());
  }

  /// A new account that owns a new workspace. Refuses with CONFLICT when the address is taken.
  public Registration register(
      String email, String passwordHash, NewWorkspace workspace, Instant now) {
    return registering(handle -> {
      var account = insert(handle, email, passwordHash, now);
      return new Registration(account, WorkspaceStore.create(handle, account.id(), workspace, now));
    });
  }

  /// A new account that joins the workspace it was invited to, using the invitation up. Refuses
  /// with FORBIDDEN when the invitation is unknown, used, expired or for another address.
  public Registration registerInvited(
      String email, String passwordHash, TokenHash invitation, Instant now) {
    return registering(handle -> {
      var account = insert(handle, email, passwordHash, now);
      return new Registration(account, InvitationStore.accept(handle, invitation, account, now));
    });
  }

  /// Ends every session of the user but `keep`, at once with the new password.
  public void changePassword(UserId user, String passwordHash, SessionId keep, Instant now) {
    database.run(handle -> {
      handle
          .createUpdate("update auth.users set password_hash = :hash where user_id = :user")
          .bind("hash", passwordHash)
          .bind("user", user.value())
          .execute();
      SessionStore.endOthers(handle, user, keep, "password changed", now);
    });
  }

  /// Keeps the same password under a new hash; no session ends.
  public void rehash(UserId user, String passwordHash) {
    database.run(handle ->
        handle
            .createUpdate("update auth.users set password_hash = :hash where user_id = :user")
            .bind("hash", passwordHash)
            .bind("user", user.value())
            .execute());
  }

  private Registration registering(java.util.function.Function<Handle, Registration> work) {
    try {
      return database.transaction(work);
    } catch (ApexException refused) {
      if (!PostgresFailure.duplicate(refused)) throw refused;
      throw new ApexException(
          ErrorCode.CONFLICT, "an account with this address exists", "Sign in instead.");
    }
  }

  private static Account insert(Handle handle, String email, String passwordHash, Instant now) {
    return handle
        .createQuery(
            """
            insert into auth.users (user_id, email, password_hash, created_at)
            values (:user, :email, :hash, :now) returning *\
            """)
        .bind("user", UserId.random().value())
        .bind("email", email)
        .bind("hash", passwordHash)
        .bind("now", now)
        .map((row, _) -> account(row))
        .one();
  }

  private static Account account(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Account(
        new UserId(row.id("user_id")),
        row.text("email"),
        row.text("password_hash"),
        row.instant("created_at"));
  }
}
