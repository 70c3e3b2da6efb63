package apex.backend.agents;

import apex.backend.agents.Journal.Progress;
import apex.backend.agents.step.EventData;
import apex.backend.agents.step.RunEvent;
import apex.backend.agents.step.Voice;
import apex.backend.agents.step.Work;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.AgentName;
import apex.kernel.run.ExecutionStatus;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run on its way through the steps: tells each step's beginning and end, keeps what it gave,
/// skips what an earlier owner finished, and goes on without a step that failed.
final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final Journal journal;
  private final InstantSource clock;
  private final Consumer<RunEvent> events;
  private final List<String> troubles = new ArrayList<>();
  private Optional<RuntimeException> unheard = Optional.empty();

  Run(Journal journal, InstantSource clock, Consumer<RunEvent> events) {
    this.journal = journal;
    this.clock = clock;
    this.events = events;
  }

  /// What a step gave, as it is kept: its output or why it failed.
  record Outcome(Optional<String> output, Optional<EventData.Failed> failure) {}

  /// Runs one step.
  ///
  /// @param input all that the output depends on
  /// @param work gives empty only by throwing
  /// @return empty when the step failed: told, kept, and counted among the troubles
  <I, T> Optional<T> step(Step<T> step, I input, Work<I, T> work) {
    var hash = Fingerprint.of(input);
    var earlier = journal.output(step.agent(), hash);
    if (earlier.isPresent()) return again(step, Json.read(earlier.get(), Outcome.class));
    begin(step);
    return work(step, hash, voice -> work.on(input, voice));
  }

  /// Progress in full by the owner before, or lacking only its end.
  private <T> Optional<T> again(Step<T> step, Outcome outcome) {
    if (journal.told(step.agent()) != Progress.ENDED) tellEnd(step, outcome, System.nanoTime());
    outcome.failure().ifPresent(failure -> troubles.add(trouble(step, failure)));
    return outcome.output().map(json -> Json.read(json, step.output()));
  }

  private void begin(Step<?> step) {
    if (journal.told(step.agent()) == Progress.NOTHING)
      tell(step.agent(), new EventData.Started(step.number(), Step.TOTAL, step.message()));
    else tell(step.agent(), new EventData.Thinking("Taken over after an interruption.", 0));
  }

  private <T> Optional<T> work(Step<T> step, String hash, Function<Voice, T> work) {
    var start = System.nanoTime();
    try {
      var output = work.apply(voice(step.agent()));
      finish(step, hash, new Outcome(Optional.of(Json.write(output)), Optional.empty()), start);
      return Optional.of(output);
    } catch (RuntimeException failed) {
      if (unheard.isPresent()) throw unheard.get();
      var failure = EventData.Failed.of(ours(step, failed));
      troubles.add(trouble(step, failure));
      finish(step, hash, new Outcome(Optional.empty(), Optional.of(failure)), start);
      return Optional.empty();
    }
  }

  private void finish(Step<?> step, String hash, Outcome outcome, long start) {
    heard(() -> journal.keep(step.agent(), hash, Json.write(outcome)));
    tellEnd(step, outcome, start);
  }

  private void tellEnd(Step<?> step, Outcome outcome, long start) {
    outcome
        .failure()
        .ifPresentOrElse(
            failure -> tell(step.agent(), failure),
            () ->
                tell(
                    step.agent(),
                    EventData.Completed.of(
                        ExecutionStatus.COMPLETED,
                        java.util.Map.of("step", step.number()),
                        Voice.millisSince(start))));
  }

  private static ApexException ours(Step<?> step, RuntimeException failed) {
    if (failed instanceof ApexException ours) return ours;
    LOG.error("Step {} broke; the run goes on without it", step.agent().label(), failed);
    return new ApexException(
        ErrorCode.BUG, "the step %s broke".formatted(step.agent().label()), failed);
  }

  private static String trouble(Step<?> step, EventData.Failed failure) {
    return "The step %s failed (%s): %s"
        .formatted(step.agent().label(), failure.errorCode(), failure.message());
  }

  List<String> troubles() {
    return List.copyOf(troubles);
  }

  void start(String message) {
    if (journal.told(AgentName.WORKFLOW) == Progress.NOTHING)
      tell(AgentName.WORKFLOW, new EventData.Started(0, Step.TOTAL, message));
  }

  private Voice voice(AgentName agent) {
    return new Voice(agent, clock, this::tell);
  }

  private void tell(AgentName agent, EventData data) {
    tell(new RunEvent(agent, clock.instant(), data));
  }

  private void tell(RunEvent event) {
    heard(() -> events.accept(event));
  }

  /// What whoever listens throws ends the run: it is no fault of the step that spoke.
  private void heard(Runnable speech) {
    try {
      speech.run();
    } catch (RuntimeException refused) {
      unheard = Optional.of(refused);
      throw refused;
    }
  }
}
