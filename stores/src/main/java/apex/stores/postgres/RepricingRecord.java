package apex.stores.postgres;

import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.ExecutionStatus;
import java.time.Instant;
import java.util.Optional;

/// A second set of costs for the calls of a stretch of time, and how far it is.
///
/// @param pricing the number of the set in the ledger, from 1; 0 is the one made when calls came
/// @param to exclusive
/// @param pricesAt the instant whose prices count for every call; empty: those of each call's own
/// @param asOf the calls it covers
/// @param entries how many entries there are to price
/// @param place where it goes on; empty at the beginning
public record RepricingRecord(
    WorkspaceId workspace,
    RepricingId id,
    int pricing,
    ExecutionStatus state,
    Instant from,
    Instant to,
    Optional<Instant> pricesAt,
    String book,
    long asOf,
    long entries,
    long done,
    String place,
    String failure,
    UserId requestedBy,
    Instant requestedAt,
    Optional<Instant> endedAt) {
  /// The name under which its costs stand in the ledger: the book, and the day whose prices counted
  /// where they are not those of each call's own.
  public String bookWords() {
    return pricesAt
        .map(day -> "%s at the prices of %s".formatted(book, day.toString().substring(0, 10)))
        .orElse(book);
  }
}
