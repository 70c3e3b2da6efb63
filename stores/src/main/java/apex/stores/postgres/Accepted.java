package apex.stores.postgres;

import apex.kernel.run.MessageId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;

/// A message that is kept, and the run that answers it.
///
/// @param replayed it had been kept before; nothing was changed
public record Accepted(ThreadId thread, MessageId message, RunId run, boolean replayed) {}
