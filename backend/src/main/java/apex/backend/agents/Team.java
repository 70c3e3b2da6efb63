package apex.backend.agents;

import apex.backend.agents.actions.Actions;
import apex.backend.agents.data.Data;
import apex.backend.agents.optimization.Optimization;
import apex.backend.agents.reporting.Reporting;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.triage.Sense;
import apex.backend.agents.triage.Triage;
import apex.spend.figures.DataShape;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.price.PriceBook;
import apex.stores.clickhouse.UsageQuery;
import java.time.Instant;
import java.time.InstantSource;

/// Gathers five agents for a run, made for it alone.
///
/// @param replayCallsMax most calls whose prompt prefixes are replayed while the person waits
public record Team(
    UsageQuery usage, PriceBook book, Sense sense, InstantSource clock, long replayCallsMax) {
  private static final Instant EVER = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant FOREVER = Instant.parse("2200-01-01T00:00:00Z");

  public Workflow forRun(RunContext run) {
    return new Workflow(
        run,
        clock,
        new Triage(run, () -> everything(run), sense)::sort,
        new Data(run, usage, book, replayCallsMax)::gather,
        new Optimization(book)::search,
        new Actions()::plan,
        new Reporting(run, book.version())::write);
  }

  private DataShape everything(RunContext run) {
    var all = Slice.all(new Period(EVER, FOREVER, run.zone()));
    return usage.at(run.workspace().id(), all, run.asOf()).shape().value();
  }
}
