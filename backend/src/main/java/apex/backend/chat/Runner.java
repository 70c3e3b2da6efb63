package apex.backend.chat;

import apex.backend.agents.step.RunEvent;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Tick;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.RunId;
import apex.stores.postgres.Lease;
import apex.stores.postgres.Renewal;
import apex.stores.postgres.RunStore;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers runs: as many at once as there are places, each on a thread of its own, each under a
/// lease that is renewed while it lasts. Takes over runs whose owner went silent, also the ones
/// that an earlier process of this house left behind.
public final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final int EVENTS_OF_A_RUN_MAX = 100_000;

  private final RunStore store;
  private final Answering answering;
  private final Consumer<RunId> hints;
  private final ChatConfig config;
  private final InstantSource clock;
  private final Tracer tracer;
  private final Places places;
  private final String owner = "backend-" + UUID.randomUUID();
  private final Map<RunId, ActiveRun> active = new ConcurrentHashMap<>();
  private final Tick tick = new Tick();

  /// @param hints told of each run that has something new to read
  public Runner(
      RunStore store,
      Answering answering,
      Consumer<RunId> hints,
      ChatConfig config,
      InstantSource clock,
      Tracer tracer) {
    this.store = store;
    this.answering = answering;
    this.hints = hints;
    this.config = config;
    this.clock = clock;
    this.tracer = tracer;
    this.places = new Places(config.runsAtOnce(), config.runsQueuedMax());
  }

  /// Begins to renew leases and to take over what was left behind.
  public void start() {
    every("renew leases", this::renewAll);
    every("take over runs", this::recover);
  }

  private void every(String name, Runnable work) {
    Thread.ofVirtual().name(name).start(() -> repeat(name, work));
  }

  private void repeat(String name, Runnable work) {
    while (!tick.stopped()) {
      try {
        work.run();
      } catch (RuntimeException failed) {
        LOG.warn("Could not {}: {}; trying again", name, failed.getMessage());
      }
      if (!tick.pause(config.renewEvery())) return;
    }
  }

  /// Takes a place for a run that is about to be accepted, or refuses with OVER_CAPACITY.
  void reserve() {
    if (tick.stopped())
      throw new ApexException(ErrorCode.NOT_READY, "this backend is stopping; connect again");
    places.enter();
  }

  void release() {
    places.leave();
  }

  /// Answers an accepted run on the place that was reserved.
  void begin(WorkspaceId workspace, RunId run) {
    Thread.ofVirtual()
        .name("run " + run)
        .start(() ->
            place(
                () -> store.claim(workspace, run, owner, config.lease()).ifPresent(this::answer)));
  }

  private void place(Runnable work) {
    try {
      places.atDesk(work);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.warn("A run could not be begun: {}; it will be taken over", failed.getMessage());
    } finally {
      places.leave();
    }
  }

  private void recover() {
    int free = places.enter(config.runsAtOnce());
    var taken = free == 0 ? List.<Lease>of() : silent(free);
    places.leave(free - taken.size());
    for (var lease : taken) {
      LOG.info("Taking over the run {} as owner number {}", lease.run(), lease.epoch());
      Thread.ofVirtual().name("run " + lease.run()).start(() -> place(() -> answer(lease)));
    }
  }

  /// At most `free` runs whose owner went silent; gives the places back when it cannot ask.
  private List<Lease> silent(int free) {
    try {
      return store.takeOver(owner, config.lease(), free);
    } catch (RuntimeException failed) {
      places.leave(free);
      throw failed;
    }
  }

  private void answer(Lease lease) {
    var run = activate(lease);
    try (var trace = new RunTrace(tracer, lease)) {
      work(run, trace);
    } finally {
      active.remove(lease.run(), run);
    }
  }

  private ActiveRun activate(Lease lease) {
    var events = store.events(lease.workspace(), lease.user(), lease.run(), 0, EVENTS_OF_A_RUN_MAX);
    var run =
        new ActiveRun(
            store, hints, clock, lease, Deadline.in(config.deadline()), Transcript.of(events));
    run.workedBy(Thread.currentThread());
    active.put(lease.run(), run);
    return run;
  }

  private void work(ActiveRun run, RunTrace trace) {
    try {
      if (run.lease().epoch() > config.ownersMax()) throw exhausted(run.lease());
      run.tidy();
      run.complete(
          run.inTime(() -> answering.answer(run.lease(), run, event -> tell(run, trace, event))));
    } catch (RuntimeException failed) {
      failed(run, failed);
    }
  }

  private static void tell(ActiveRun run, RunTrace trace, RunEvent event) {
    run.tell(event);
    trace.note(event);
  }

  private ApexException exhausted(Lease lease) {
    return new ApexException(
        ErrorCode.BUG,
        "given up: %d owners of the run did not finish it".formatted(lease.epoch() - 1));
  }

  /// A run whose events cannot be kept is left to its next owner; anything else ends it.
  private void failed(ActiveRun run, RuntimeException failed) {
    if (run.over()) return;
    var why = failed instanceof ApexException ours ? ours : bug(run, failed);
    try {
      run.end(ExecutionStatus.FAILED, why);
    } catch (RuntimeException unheard) {
      run.abandon();
      LOG.warn(
          "The run {} cannot go on: {}; its next owner will finish it",
          run.lease().run(),
          unheard.getMessage());
    }
  }

  private static ApexException bug(ActiveRun run, RuntimeException failed) {
    LOG.error("The run {} broke", run.lease().run(), failed);
    return new ApexException(ErrorCode.BUG, "the run broke; the log has the details", failed);
  }

  /// Ends a run that is answered here, or that nobody has begun.
  void stop(WorkspaceId workspace, RunId id, ExecutionStatus status, ApexException why) {
    var run = active.get(id);
    if (run != null) run.end(status, why);
    else
      store
          .claim(workspace, id, owner, config.lease())
          .ifPresent(lease -> activateAndEnd(lease, status, why));
  }

  private void activateAndEnd(Lease lease, ExecutionStatus status, ApexException why) {
    var run = activate(lease);
    active.remove(lease.run(), run);
    run.end(status, why);
  }

  private void renewAll() {
    active.values().forEach(this::renew);
  }

  private void renew(ActiveRun run) {
    if (run.late())
      run.end(
          ExecutionStatus.FAILED,
          new ApexException(
              ErrorCode.DEADLINE_EXCEEDED,
              "the answer took longer than %d s".formatted(config.deadline().toSeconds())));
    else obey(run, store.renew(run.lease(), config.lease()));
  }

  private static void obey(ActiveRun run, Renewal renewal) {
    switch (renewal) {
      case HELD -> {}
      case STOP_REQUESTED ->
          run.end(
              ExecutionStatus.CANCELLED,
              new ApexException(ErrorCode.CANCELLED, "the run was stopped on request"));
      case LOST -> run.abandon();
    }
  }

  /// Finishes what can be finished in time and leaves the rest to another owner at once.
  @Override
  public void close() {
    tick.close();
    var until = Deadline.in(config.stopPatience());
    var looks = new Tick();
    while (!active.isEmpty() && !until.passed() && looks.pause(LOOK_EVERY)) {}
    active.values().forEach(this::leave);
  }

  private void leave(ActiveRun run) {
    run.abandon();
    try {
      store.renew(run.lease(), Duration.ZERO);
    } catch (RuntimeException unheard) {
      LOG.warn("The lease of {} runs out by itself: {}", run.lease().run(), unheard.getMessage());
    }
  }
}
