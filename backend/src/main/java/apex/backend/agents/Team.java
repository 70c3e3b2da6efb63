package apex.backend.agents;

import apex.backend.agents.actions.Actions;
import apex.backend.agents.asking.RunModel;
import apex.backend.agents.data.AtOnce;
import apex.backend.agents.data.Data;
import apex.backend.agents.data.Gathered;
import apex.backend.agents.data.Readings;
import apex.backend.agents.data.StandingStudy;
import apex.backend.agents.optimization.Optimization;
import apex.backend.agents.reporting.Material;
import apex.backend.agents.reporting.Reporting;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.Voice;
import apex.backend.agents.triage.Question;
import apex.backend.agents.triage.Sense;
import apex.backend.agents.triage.Triage;
import apex.backend.agents.triage.Triaged;
import apex.backend.prices.Books;
import apex.edge.json.Json;
import apex.kernel.run.AgentName;
import apex.spend.analysis.Capacity;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.price.Coverage;
import apex.spend.price.PriceBook;
import apex.spend.proof.Evidence;
import apex.stores.clickhouse.UsageQuery;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Gathers five agents for a run, made for it alone.
///
/// @param atOnce how much is gone through call by call while the person waits
/// @param standing studies the others in the background
/// @param capacities what the owner was offered for reserved capacity
/// @param models gives a run its language model
public record Team(
    UsageQuery usage,
    Books books,
    Sense sense,
    InstantSource clock,
    AtOnce atOnce,
    StandingStudy standing,
    List<Capacity> capacities,
    Function<RunContext, RunModel> models) {

  public Workflow forRun(RunContext run) {
    var book = books.of(run.workspace().id());
    var readings = readings(run, book);
    var model = models.apply(run);
    return new Workflow(
        run,
        clock,
        new Triage(run, () -> readings.widest().shape().value(), sense, model)::sort,
        data(run, book, readings)::gather,
        new Optimization(book, capacities)::search,
        new Actions()::plan,
        new Reporting(run, book, model)::write);
  }

  private Data data(RunContext run, PriceBook book, Readings readings) {
    return new Data(run, readings, book, atOnce, standing);
  }

  /// Of everything there is, in the costs that count now.
  private Readings readings(RunContext run, PriceBook book) {
    var workspace = run.workspace().id();
    var everything = Slice.all(Period.ever(run.zone()));
    return new Readings(
        () -> usage.at(workspace, everything, run.asOf(), usage.adopted(workspace), book.grid()));
  }

  /// The evidence of the figures and findings that answer `triaged`, computed from the stores;
  /// empty when no call is left.
  ///
  /// @param pricing the number of the set of costs that the answer counted
  public Map<String, Evidence> evidence(RunContext run, Triaged triaged, int pricing) {
    var book = books.of(run.workspace().id());
    var workspace = run.workspace().id();
    var readings =
        new Readings(() ->
            usage.at(
                workspace,
                triaged.slice(),
                run.asOf(),
                usage.set(workspace, pricing),
                book.grid()));
    var gathered = data(run, book, readings).gather(triaged, unheard(AgentName.DATA));
    return gathered.figures().isEmpty()
        ? Map.of()
        : new Optimization(book, capacities)
            .search(gathered, unheard(AgentName.OPTIMIZATION))
            .evidence();
  }

  /// Walks the steps once, reading no usage at all and analysing some of nobody's, so that the
  /// first person need not wait for classes to load and connections to open. Nobody hears it and
  /// nothing of it is kept.
  public void rehearse() {
    var run = RunContext.ofNobody(usage.asOf(), clock.instant());
    var book = books.of(run.workspace().id());
    var question = new Question("What did we spend and how do we spend less?", Optional.empty());
    var readings = readings(run, book);
    var triaged =
        new Triage(run, () -> readings.widest().shape().value(), sense)
            .sort(question, unheard(AgentName.TRIAGE));
    data(run, book, readings).gatherAnyway(triaged, unheard(AgentName.DATA));
    var gathered = rehearsed(triaged, book);
    var optimized =
        new Optimization(book, capacities).search(gathered, unheard(AgentName.OPTIMIZATION));
    var planned = new Actions().plan(optimized, unheard(AgentName.ACTIONS));
    var material =
        new Material(
            triaged,
            Optional.of(gathered),
            Optional.of(optimized),
            Optional.of(planned),
            List.of());
    Json.write(new Reporting(run, book.version()).write(material, unheard(AgentName.REPORTING)));
  }

  private Gathered rehearsed(Triaged triaged, PriceBook book) {
    var figures = RehearsedUsage.figures(book, clock.instant());
    return new Gathered(
        triaged, Optional.of(figures), Optional.of(Coverage.of(figures, book)), List.of());
  }

  private Voice unheard(AgentName agent) {
    return new Voice(agent, clock, event -> Json.write(event.data()));
  }
}
