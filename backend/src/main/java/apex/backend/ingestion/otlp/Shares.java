package apex.backend.ingestion.otlp;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.WorkspaceId;
import java.util.HashMap;
import java.util.Map;

/// How much of one room of the house each workspace takes, and the most that one may take, so that
/// one in a hurry does not shut the others out. Shared; guarded by its own lock, calls no one while
/// it holds it. Remembers only workspaces that take something.
public final class Shares {
  private final String what;
  private final long bytesMax;
  private final Map<WorkspaceId, Long> taken = new HashMap<>();

  /// @param what the bytes are, for the refusal
  /// @param bytesMax most that one workspace may take
  public Shares(String what, long bytesMax) {
    this.what = what;
    this.bytesMax = bytesMax;
  }

  /// Refuses with RATE_LIMITED, and takes nothing, beyond the workspace's share.
  public void take(WorkspaceId workspace, long bytes) {
    if (taken(workspace, bytes)) return;
    throw new ApexException(
        ErrorCode.RATE_LIMITED,
        "this workspace has %s already, at most %d bytes of one workspace"
            .formatted(what, bytesMax));
  }

  private synchronized boolean taken(WorkspaceId workspace, long bytes) {
    long then = taken.getOrDefault(workspace, 0L) + bytes;
    if (then > bytesMax) return false;
    taken.put(workspace, then);
    return true;
  }

  public synchronized void free(WorkspaceId workspace, long bytes) {
    taken.computeIfPresent(workspace, (_, held) -> held > bytes ? held - bytes : null);
  }
}
