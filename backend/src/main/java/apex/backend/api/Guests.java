package apex.backend.api;

import apex.kernel.failure.ApexException;
import apex.kernel.identity.Identity;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.WorkspaceSettings;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that a workspace's settings are kept before anything happens in it.
final class Guests {
  private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

  /// Names remembered; more are simply asked for again.
  private static final int REMEMBERED_MAX = 100_000;

  private final WorkspaceSettings settings;
  private final AuthService auth;
  private final Set<WorkspaceId> known = ConcurrentHashMap.newKeySet();

  Guests(WorkspaceSettings settings, AuthService auth) {
    this.settings = settings;
    this.auth = auth;
  }

  /// @param token the caller's own, to ask auth how the workspace is billed
  void welcome(Identity identity, String token) {
    var workspace = identity.workspace().id();
    if (known.contains(workspace)) return;
    if (settings.find(workspace).isEmpty())
      settings.seen(identity.workspace(), billingZone(workspace, token));
    if (known.size() < REMEMBERED_MAX) known.add(workspace);
  }

  private ZoneId billingZone(WorkspaceId workspace, String token) {
    try {
      return auth.billingZone(workspace, token).orElse(ZoneId.of("UTC"));
    } catch (ApexException silent) {
      LOG.warn("Workspace {} is billed in UTC for now: {}", workspace, silent.getMessage());
      return ZoneId.of("UTC");
    }
  }
}
