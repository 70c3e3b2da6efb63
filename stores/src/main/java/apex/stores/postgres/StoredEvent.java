package apex.stores.postgres;

import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import java.time.Instant;

/// One event of a run, as committed.
///
/// @param seq from 1, without gaps
/// @param at UTC, milliseconds
/// @param data its JSON object, as text
public record StoredEvent(long seq, EventType type, AgentName agent, Instant at, String data) {}
