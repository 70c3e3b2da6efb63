package apex.backend.agents;

import apex.backend.agents.actions.Planned;
import apex.backend.agents.data.Gathered;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.reporting.Material;
import apex.backend.agents.reporting.Reporting;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.RunEvent;
import apex.backend.agents.step.Work;
import apex.backend.agents.triage.Question;
import apex.backend.agents.triage.Triage;
import apex.backend.agents.triage.Triaged;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// Answers one question in five steps, telling `events` as each begins and ends. Lives as long as
/// its run: it cannot be built from anything but a run's context. A step that fails is told and
/// left out; there is an answer all the same. The run's last event is left to whoever owns the run.
public record Workflow(
    RunContext context,
    InstantSource clock,
    Work<Question, Triaged> triage,
    Work<Triaged, Gathered> data,
    Work<Gathered, Optimized> optimization,
    Work<Optimized, Planned> actions,
    Work<Material, Result> reporting) {

  public Result answer(Question question, Journal journal, Consumer<RunEvent> events) {
    var run = new Run(journal, clock, events);
    run.start("Answering: " + question.text());
    var triaged = sort(run, question);
    var gathered = triaged.sufficiency().none() ? none() : run.step(Step.DATA, triaged, data);
    var optimized =
        gathered
            .filter(figures -> figures.figures().isPresent())
            .flatMap(figures -> run.step(Step.OPTIMIZATION, figures, optimization));
    var planned = optimized.flatMap(found -> run.step(Step.ACTIONS, found, actions));
    return report(run, new Material(triaged, gathered, optimized, planned, run.troubles()));
  }

  private static Optional<Gathered> none() {
    return Optional.empty();
  }

  private Triaged sort(Run run, Question question) {
    return run.step(Step.TRIAGE, question, triage)
        .orElseGet(() -> Triage.unsorted(context, question));
  }

  private Result report(Run run, Material material) {
    return run.step(Step.REPORTING, material, reporting)
        .orElseGet(() -> Reporting.bare(context, material, run.troubles()));
  }
}
