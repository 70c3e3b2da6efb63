package apex.stores.postgres;

import apex.kernel.run.ThreadId;
import java.time.Instant;

/// A thread as its list shows it.
///
/// @param title the beginning of its first message
public record Conversation(ThreadId id, String title, Instant created, Instant updated) {}
