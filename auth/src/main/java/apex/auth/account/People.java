package apex.auth.account;

import apex.stores.postgres.AccountStore;
import apex.stores.postgres.Database;
import apex.stores.postgres.InvitationStore;
import apex.stores.postgres.SessionStore;
import apex.stores.postgres.WorkspaceStore;

/// What is remembered of people: all stores of auth that signing in needs.
public record People(
    AccountStore accounts,
    SessionStore sessions,
    WorkspaceStore workspaces,
    InvitationStore invitations) {
  public static People in(Database database) {
    return new People(
        new AccountStore(database),
        new SessionStore(database),
        new WorkspaceStore(database),
        new InvitationStore(database));
  }
}
