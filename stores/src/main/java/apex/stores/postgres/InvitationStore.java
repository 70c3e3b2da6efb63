package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Role;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Who was invited where. Only the hash of an invitation is kept; it works once, until it expires,
/// for the address it was made for.
public final class InvitationStore {
  private final Database database;

  public InvitationStore(Database database) {
    this.database = database;
  }

  public void invite(TokenHash token, Invitation invitation, Instant now) {
    database.run(handle ->
        handle
            .createUpdate(
                """
                insert into auth.invitations
                  (token_hash, workspace_id, email, role, invited_by, created_at, expires_at)
                values (:token, :workspace, :email, :role, :by, :now, :expires)\
                """)
            .bind("token", token.bytes())
            .bind("workspace", invitation.workspace().value())
            .bind("email", invitation.email())
            .bind("role", invitation.role().label())
            .bind("by", invitation.invitedBy().value())
            .bind("now", now)
            .bind("expires", invitation.expires())
            .execute());
  }

  /// The invitation, while it can still be accepted.
  public Optional<Invitation> open(TokenHash token, Instant now) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                select * from auth.invitations
                where token_hash = :token and used_at is null and expires_at > :now\
                """)
            .bind("token", token.bytes())
            .bind("now", now)
            .map((row, _) -> invitation(row))
            .findOne());
  }

  /// Makes an existing account a member, using the invitation up. Refuses with FORBIDDEN when it is
  /// unknown, used, expired or for another address.
  public Membership accept(TokenHash token, Account account, Instant now) {
    return database.transaction(handle -> accept(handle, token, account, now));
  }

  static Membership accept(Handle handle, TokenHash token, Account account, Instant now) {
    var invitation =
        handle
            .createQuery(
                """
                update auth.invitations set used_at = :now
                where token_hash = :token and used_at is null and expires_at > :now
                  and lower(email) = lower(:email)
                returning *\
                """)
            .bind("token", token.bytes())
            .bind("now", now)
            .bind("email", account.email())
            .map((row, _) -> invitation(row))
            .findOne()
            .orElseThrow(InvitationStore::refused);
    return WorkspaceStore.join(
        handle, account.id(), invitation.workspace(), invitation.role(), now);
  }

  private static ApexException refused() {
    return new ApexException(
        ErrorCode.FORBIDDEN,
        "the invitation is unknown, used, expired or for another address",
        "Ask an owner of the workspace for a new invitation.");
  }

  private static Invitation invitation(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new Invitation(
        new WorkspaceId(row.id("workspace_id")),
        row.text("email"),
        Role.parse(row.text("role")),
        new UserId(row.id("invited_by")),
        row.instant("expires_at"));
  }
}
