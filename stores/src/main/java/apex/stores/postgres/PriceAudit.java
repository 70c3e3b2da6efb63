package apex.stores.postgres;

import apex.kernel.identity.UserId;
import java.time.Instant;

/// Who changed what about prices and their meaning.
///
/// @param action such as `price_set` or `semantics_cleared`
/// @param before empty when there was nothing
/// @param after empty when there is nothing any more
public record PriceAudit(
    long n, Instant at, UserId actor, String action, String subject, String before, String after) {}
