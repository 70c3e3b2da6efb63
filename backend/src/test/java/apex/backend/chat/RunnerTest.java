package apex.backend.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import apex.backend.agents.Workflow;
import apex.backend.agents.actions.Planned;
import apex.backend.agents.data.Gathered;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.reporting.Material;
import apex.backend.agents.reporting.Reporting;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.Voice;
import apex.backend.agents.step.Work;
import apex.backend.agents.triage.Question;
import apex.backend.agents.triage.Triage;
import apex.backend.agents.triage.Triaged;
import apex.backend.ingestion.RealLedger;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.RunId;
import apex.spend.analysis.JointSaving;
import apex.spend.proof.Evidences;
import apex.stores.postgres.Lease;
import apex.stores.postgres.NewMessage;
import apex.stores.postgres.RunStore;
import apex.stores.postgres.StoredEvent;
import apex.stores.postgres.ThreadStore;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs under leases on a real database: whatever fails, a run ends once, and nothing that was
/// finished is done again.
class RunnerTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private final RealLedger ledger = RealLedger.shared();
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final SdkTracerProvider traces =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
  private final RunStore runs = new RunStore(ledger.database);
  private final ThreadStore threads = new ThreadStore(ledger.database);
  private final Identity asha =
      new Identity(
          UserId.random(),
          SessionId.random(),
          new Workspace(WorkspaceId.random(), false),
          Role.OWNER);
  private final List<Runner> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Runner::close);
  }

  @Test
  void aRunIsOneTraceOfItsAgentsAndTheirTools() {
    var scripted = new Scripted();
    scripted.breakAt(AgentName.DATA, new IllegalStateException("broken"));
    ended(ask(chat(scripted, Map.of())));
    await().atMost(Duration.ofSeconds(30)).until(() -> span("invoke_workflow answer").isPresent());
    var whole = span("invoke_workflow answer").orElseThrow();
    var triage = span("invoke_agent triage").orElseThrow();
    var data = span("invoke_agent data").orElseThrow();
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getTraceId)
        .containsOnly(whole.getTraceId());
    assertThat(triage.getParentSpanId()).isEqualTo(whole.getSpanId());
    assertThat(data.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(spans.getFinishedSpanItems())
        .filteredOn(span -> span.getName().equals("execute_tool scripted"))
        .extracting(SpanData::getParentSpanId)
        .contains(triage.getSpanId(), data.getSpanId());
  }

  private Optional<SpanData> span(String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst();
  }

  @ParameterizedTest
  @EnumSource(
      value = AgentName.class,
      names = {"TRIAGE", "DATA", "OPTIMIZATION", "ACTIONS", "REPORTING"})
  void whicheverStepFailsTheRunEndsOnceWithADegradedAnswer(AgentName broken) {
    var scripted = new Scripted();
    scripted.breakAt(broken, new ApexException(ErrorCode.DEPENDENCY_DOWN, "it is down"));
    var run = ask(chat(scripted, Map.of()));
    var events = ended(run);
    assertThat(agents(events, EventType.AGENT_ERROR)).containsExactly(broken.label());
    assertThat(agents(events, EventType.AGENT_COMPLETED)).last().isEqualTo("workflow");
    assertThat(events.getLast().data()).contains("\"status\":\"degraded\"", "it is down");
    assertThat(open(events)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = AgentName.class,
      names = {"TRIAGE", "DATA", "OPTIMIZATION", "ACTIONS", "REPORTING"})
  void aBugInAStepIsNotShownToTheClient(AgentName broken) {
    var scripted = new Scripted();
    scripted.breakAt(broken, new IllegalStateException("secret detail"));
    var events = ended(ask(chat(scripted, Map.of())));
    assertThat(events).noneMatch(event -> event.data().contains("secret detail"));
    assertThat(terminal(events)).hasSize(1);
  }

  @Test
  void stoppingEndsARunAtOnceAsCancelled() throws InterruptedException {
    var scripted = new Scripted();
    var gate = scripted.holdAt(AgentName.DATA);
    var chat = chat(scripted, Map.of());
    var run = ask(chat);
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    var asked = System.nanoTime();
    chat.stop(asha, run);
    var events = ended(run);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
    assertThat(events.getLast().type()).isEqualTo(EventType.AGENT_ERROR);
    assertThat(events.getLast().data()).contains("CANCELLED");
    assertThat(chat.find(asha, run).status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(open(events)).isEmpty();
    gate.open.countDown();
    chat.stop(asha, run);
    assertThat(terminal(ended(run))).hasSize(1);
  }

  @Test
  void aRunHasAnAnswerToReadOnceItEndedWithOne() throws InterruptedException {
    var scripted = new Scripted();
    var gate = scripted.holdAt(AgentName.DATA);
    var chat = chat(scripted, Map.of());
    var stopped = ask(chat);
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> new Answers(chat).find(asha, stopped))
        .hasMessageContaining("has not ended: it is running")
        .isInstanceOfSatisfying(
            ApexException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
              assertThat(e.remedy()).contains("Wait until GET /api/runs/" + stopped);
            });
    chat.stop(asha, stopped);
    ended(stopped);
    assertThatThrownBy(() -> new Answers(chat).find(asha, stopped))
        .hasMessageContaining("has no answer: it is cancelled");
    gate.open.countDown();
    var answering = chat(new Scripted(), Map.of());
    var answered = ask(answering);
    ended(answered);
    assertThat(new Answers(answering).find(asha, answered).question()).isNotBlank();
  }

  @Test
  void aRunOfSomebodyElseCannotBeStopped() {
    var chat = chat(new Scripted(), Map.of());
    var run = ask(chat);
    var other = new Identity(UserId.random(), SessionId.random(), asha.workspace(), Role.OWNER);
    assertThatThrownBy(() -> chat.stop(other, run))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    ended(run);
  }

  @Test
  void aRunThatTakesTooLongEndsByItsDeadline() {
    var scripted = new Scripted();
    scripted.holdAt(AgentName.OPTIMIZATION);
    var run = ask(chat(scripted, Map.of("RUN_DEADLINE", "PT1S")));
    assertThat(ended(run).getLast().data()).contains("DEADLINE_EXCEEDED");
  }

  @Test
  void aRunLeftByACrashIsFinishedByAnotherOwnerWithoutRepeatingItsSteps()
      throws InterruptedException {
    var first = new Scripted();
    var gate = first.holdAt(AgentName.OPTIMIZATION);
    // never started: it renews nothing, as after a crash
    var crashed = new Chat(threads, runs, runner(first, Map.of()));
    var run = ask(crashed);
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    var second = new Scripted();
    chat(second, Map.of());
    var events = ended(run);
    assertThat(second.done).doesNotContain(AgentName.TRIAGE, AgentName.DATA);
    assertThat(second.done).contains(AgentName.OPTIMIZATION, AgentName.REPORTING);
    assertThat(agents(events, EventType.AGENT_STARTED))
        .containsExactly("workflow", "triage", "data", "optimization", "actions", "reporting");
    assertThat(events.getLast().data()).contains("\"status\":\"completed\"");
    assertThat(open(events)).isEmpty();
    gate.open.countDown();
    // the first owner wakes up: it can write nothing any more
    await().atMost(Duration.ofSeconds(10)).until(() -> first.woke.get() > 0);
    assertThat(stored(run)).isEqualTo(events);
  }

  @Test
  void aRunThatNobodyCanFinishIsGivenUp() throws InterruptedException {
    var scripted = new Scripted();
    var gate = scripted.holdAt(AgentName.DATA);
    var run = ask(new Chat(threads, runs, runner(scripted, Map.of())));
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    chat(new Scripted(), Map.of("RUN_OWNERS_MAX", "1"));
    var events = ended(run);
    assertThat(events.getLast().data()).contains("given up");
    assertThat(open(events)).isEmpty();
    gate.open.countDown();
  }

  @Test
  void whenAllPlacesAreTakenAQuestionIsRefusedAndNothingIsKept() throws InterruptedException {
    var scripted = new Scripted();
    var gate = scripted.holdAt(AgentName.DATA);
    var chat = chat(scripted, Map.of("RUNS_AT_ONCE", "1", "RUNS_QUEUED_MAX", "1"));
    var running = ask(chat);
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    var waiting = ask(chat);
    assertThatThrownBy(() -> ask(chat))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVER_CAPACITY));
    assertThat(chat.threads(asha, 10)).hasSize(2);
    gate.open.countDown();
    ended(running);
    ended(waiting);
  }

  @Test
  void aWaitingRunCanBeStopped() throws InterruptedException {
    var scripted = new Scripted();
    var gate = scripted.holdAt(AgentName.DATA);
    var chat = chat(scripted, Map.of("RUNS_AT_ONCE", "1"));
    var running = ask(chat);
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    var waiting = ask(chat);
    chat.stop(asha, waiting);
    assertThat(ended(waiting).getLast().data()).contains("CANCELLED");
    gate.open.countDown();
    ended(running);
  }

  @Test
  void aStoppingBackendHandsItsRunsOn() throws InterruptedException {
    var scripted = new Scripted();
    var gate = scripted.holdAt(AgentName.ACTIONS);
    var leaving = runner(scripted, Map.of("RUN_STOP_PATIENCE", "PT0.1S"));
    leaving.start();
    var run = ask(new Chat(threads, runs, leaving));
    assertThat(gate.reached.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    leaving.close();
    chat(new Scripted(), Map.of());
    assertThat(ended(run).getLast().data()).contains("\"status\":\"completed\"");
    gate.open.countDown();
  }

  private Chat chat(Scripted scripted, Map<String, String> settings) {
    var runner = runner(scripted, settings);
    runner.start();
    started.add(runner);
    return new Chat(threads, runs, runner);
  }

  private Runner runner(Scripted scripted, Map<String, String> settings) {
    var all = new HashMap<>(Map.of("RUN_LEASE", "PT1S", "RUN_RENEW_EVERY", "PT0.1S"));
    all.putAll(settings);
    var config = ChatConfig.from(new Environment(all));
    return new Runner(runs, scripted, _ -> {}, config, CLOCK, traces.get("test"));
  }

  private RunId ask(Chat chat) {
    var message = new NewMessage(UUID.randomUUID().toString(), Optional.empty(), "Spend less?");
    return chat.ask(asha, message).run();
  }

  private List<StoredEvent> ended(RunId run) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !terminal(stored(run)).isEmpty());
    return stored(run);
  }

  private List<StoredEvent> stored(RunId run) {
    return runs.events(asha.workspace().id(), asha.user(), run, 0, 1000);
  }

  private static List<StoredEvent> terminal(List<StoredEvent> events) {
    return events.stream().filter(e -> e.type().endsRun(e.agent())).toList();
  }

  private static List<String> agents(List<StoredEvent> events, EventType type) {
    return events.stream().filter(e -> e.type() == type).map(e -> e.agent().label()).toList();
  }

  /// Agents and tools that began and did not end.
  private static List<String> open(List<StoredEvent> events) {
    var open = new ArrayList<String>();
    for (var event : events)
      switch (event.type()) {
        case AGENT_STARTED -> open.add(event.agent().label());
        case TOOL_EXECUTING -> open.add("tool");
        case TOOL_COMPLETED -> open.remove("tool");
        case AGENT_COMPLETED, AGENT_ERROR -> open.remove(event.agent().label());
        case AGENT_THINKING -> {}
      }
    return open;
  }

  /// Holds a step until it is opened.
  private record Gate(CountDownLatch reached, CountDownLatch open) {}

  /// The real workflow with steps that do what the test says.
  private static final class Scripted implements Answering {
    final Set<AgentName> done = ConcurrentHashMap.newKeySet();
    final AtomicInteger woke = new AtomicInteger();
    private final Map<AgentName, RuntimeException> broken = new ConcurrentHashMap<>();
    private final Map<AgentName, Gate> gates = new ConcurrentHashMap<>();

    void breakAt(AgentName agent, RuntimeException why) {
      broken.put(agent, why);
    }

    Gate holdAt(AgentName agent) {
      var gate = new Gate(new CountDownLatch(1), new CountDownLatch(1));
      gates.put(agent, gate);
      return gate;
    }

    @Override
    public Result answer(
        Lease lease,
        apex.backend.agents.Journal journal,
        java.util.function.Consumer<apex.backend.agents.step.RunEvent> events) {
      var run =
          new RunContext(
              lease.run(),
              lease.thread(),
              lease.user(),
              new Workspace(lease.workspace(), false),
              ZoneId.of("UTC"),
              1,
              Instant.parse("2026-06-01T00:00:00Z"));
      return new Workflow(
              run,
              CLOCK,
              scripted(AgentName.TRIAGE, q -> Triage.unsorted(run, q)),
              scripted(AgentName.DATA, t -> gathered(t)),
              scripted(AgentName.OPTIMIZATION, g -> optimized(g)),
              scripted(AgentName.ACTIONS, _ -> new Planned(List.of())),
              reporting(run))
          .answer(Question.first(lease.question()), journal, events);
    }

    private Work<Material, Result> reporting(RunContext run) {
      return (material, voice) -> {
        pass(AgentName.REPORTING, voice);
        return new Reporting(run, "book").write(material, voice);
      };
    }

    private <I, O> Work<I, O> scripted(AgentName agent, java.util.function.Function<I, O> work) {
      return (input, voice) -> {
        pass(agent, voice);
        return work.apply(input);
      };
    }

    private void pass(AgentName agent, Voice voice) {
      voice.tool("scripted", Map.of(), () -> result(agent));
    }

    private Voice.Result<Boolean> result(AgentName agent) {
      Optional.ofNullable(gates.get(agent)).ifPresent(this::hold);
      Optional.ofNullable(broken.get(agent))
          .ifPresent(why -> {
            throw why;
          });
      done.add(agent);
      return new Voice.Result<>(true, Map.of(), List.of());
    }

    private void hold(Gate gate) {
      gate.reached.countDown();
      try {
        gate.open.await();
        woke.incrementAndGet();
      } catch (InterruptedException stopped) {
        woke.incrementAndGet();
        throw new ApexException(ErrorCode.CANCELLED, "interrupted", stopped);
      }
    }

    private static Gathered gathered(Triaged triaged) {
      return new Gathered(
          triaged, Optional.of(EmptyFigures.of(triaged.slice())), Optional.empty(), List.of());
    }

    private static Optimized optimized(Gathered gathered) {
      var zero = BigDecimal.ZERO.setScale(6);
      return new Optimized(
          List.of(),
          List.of(),
          new JointSaving(zero, zero, zero, zero),
          new Evidences(gathered.figures().orElseThrow()).byId(),
          List.of());
    }
  }
}
