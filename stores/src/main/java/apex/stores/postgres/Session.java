package apex.stores.postgres;

import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/// One sign-in of one user, in the workspace it works in now.
public record Session(
    SessionId id,
    UserId user,
    WorkspaceId workspace,
    String userAgent,
    Instant created,
    Instant lastSeen,
    Optional<Instant> ended) {}
