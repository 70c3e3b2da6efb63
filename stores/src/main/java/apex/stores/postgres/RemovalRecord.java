package apex.stores.postgres;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The receipt of usage that was removed for good.
///
/// @param before usage before this moment went, by its age; absent for a person's
/// @param userHash the person whose name or calls went; empty for an age
/// @param calls that went, and what they had cost by our prices
/// @param unpricedCalls those without a price; `lowUsd` the least that all can have cost, `highUsd`
///   the most, both absent when it is not known
/// @param asOf the newest usage that was there when they were counted
/// @param counted whether calls and costs tell already what goes
/// @param completed false while it goes on, or when it was cut off and will be done again
public record RemovalRecord(
    UUID id,
    Optional<Instant> before,
    String userHash,
    long calls,
    BigDecimal costUsd,
    long unpricedCalls,
    Optional<BigDecimal> lowUsd,
    Optional<BigDecimal> highUsd,
    long asOf,
    Optional<UUID> requestedBy,
    Instant at,
    boolean counted,
    boolean completed) {}
