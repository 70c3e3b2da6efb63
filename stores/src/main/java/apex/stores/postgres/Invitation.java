package apex.stores.postgres;

import apex.kernel.identity.Role;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.time.Instant;

/// A door into a workspace for one address, once, until it expires.
public record Invitation(
    WorkspaceId workspace, String email, Role role, UserId invitedBy, Instant expires) {}
