package apex.backend.chat;

import apex.backend.agents.Journal;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.step.RunEvent;
import apex.stores.postgres.Lease;
import java.util.function.Consumer;

/// Works a run out, telling what it does.
@FunctionalInterface
public interface Answering {
  Result answer(Lease lease, Journal journal, Consumer<RunEvent> events);
}
