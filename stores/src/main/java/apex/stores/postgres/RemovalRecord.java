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
/// @param asOf the newest usage that was there when they were counted
/// @param completed false while it goes on, or when it was cut off and will be done again
public record RemovalRecord(
    UUID id,
    Optional<Instant> before,
    String userHash,
    long calls,
    BigDecimal costUsd,
    long asOf,
    Optional<UUID> requestedBy,
    Instant at,
    boolean completed) {}
