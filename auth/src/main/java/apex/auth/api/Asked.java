package apex.auth.api;

import apex.kernel.environment.Secret;
import apex.kernel.identity.WorkspaceId;
import java.time.ZoneId;
import java.util.Optional;

/// The bodies that come in.
final class Asked {
  private Asked() {}

  record Register(String email, Secret password, Optional<Secret> invitation) {}

  record Login(String email, Secret password, Optional<WorkspaceId> workspaceId) {}

  record Use(WorkspaceId workspaceId) {}

  record Create(String name, Optional<ZoneId> billingZone, Optional<Boolean> sample) {}

  record Invite(String email, String role) {}

  record Join(Secret invitation) {}

  record Change(
      Secret current, @com.fasterxml.jackson.annotation.JsonProperty("new") Secret next) {}

  record Token(Secret token) {}
}
