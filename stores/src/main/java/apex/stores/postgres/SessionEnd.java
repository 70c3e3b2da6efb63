package apex.stores.postgres;

import apex.kernel.identity.SessionId;
import java.time.Instant;

/// That a session ended, as its `n`th news: a reader keeps the highest `n` it has seen.
public record SessionEnd(long n, SessionId session, Instant at) {}
