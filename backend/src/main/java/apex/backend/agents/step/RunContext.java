package apex.backend.agents.step;

import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.time.Instant;
import java.time.ZoneId;

/// One answering of one question for one person. Agents are built from it and live as long as it
/// does, so that nothing of one run can reach another.
///
/// @param zone in which days and months are billed
/// @param asOf the last ingested batch the run may see; the same for all its queries
public record RunContext(
    RunId run,
    ThreadId thread,
    UserId user,
    Workspace workspace,
    ZoneId zone,
    long asOf,
    Instant askedAt) {
  /// Nobody's run in a workspace that does not exist.
  public static RunContext ofNobody(long asOf, Instant now) {
    return new RunContext(
        RunId.random(),
        ThreadId.random(),
        UserId.random(),
        new Workspace(WorkspaceId.random(), true),
        ZoneId.of("UTC"),
        asOf,
        now);
  }
}
