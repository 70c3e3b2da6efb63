package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;

/// The right to work on a run, until someone else takes it over with a higher epoch. Every write to
/// the run asks whether its epoch is still the newest.
///
/// @param question what the run answers
/// @param lastSeq the newest event when the lease was given; above 0 the run is taken up again
public record Lease(
    WorkspaceId workspace,
    RunId run,
    ThreadId thread,
    UserId user,
    long epoch,
    String question,
    long lastSeq) {}
