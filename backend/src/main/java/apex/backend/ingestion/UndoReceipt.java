package apex.backend.ingestion;

import java.time.Instant;
import java.util.UUID;

/// What undoing an import did, the first time.
///
/// @param reversed calls that no longer count
public record UndoReceipt(UUID importId, long reversed, Instant at) {}
