package apex.stores.postgres;

import apex.kernel.identity.Role;
import apex.kernel.identity.Workspace;
import java.time.ZoneId;

/// A workspace as one of its members sees it.
///
/// @param billingZone in which its days and months begin
public record Membership(Workspace workspace, String name, Role role, ZoneId billingZone) {}
