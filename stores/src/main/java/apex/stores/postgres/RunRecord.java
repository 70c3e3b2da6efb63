package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.time.Instant;
import java.util.Optional;

/// How far a run has come.
///
/// @param asOf the usage it counts, fixed once for the whole run
public record RunRecord(
    RunId id,
    ThreadId thread,
    UserId user,
    String question,
    ExecutionStatus status,
    long lastSeq,
    Optional<Long> asOf,
    Instant accepted,
    Optional<Instant> started,
    Optional<Instant> ended) {}
