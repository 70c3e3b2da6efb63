package apex.backend.ingestion.otlp;

import apex.backend.ingestion.spool.Spool;
import apex.backend.ingestion.spool.SpoolRecord;
import apex.kernel.failure.ApexException;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.stores.clickhouse.Delivery;
import apex.stores.clickhouse.PointBatch;
import apex.stores.clickhouse.PricedCall;
import apex.stores.clickhouse.SpanIntake;
import apex.stores.clickhouse.Taken;
import apex.stores.clickhouse.TokenPoint;
import apex.stores.clickhouse.UsageBatch;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.IngestOutcome;
import apex.stores.postgres.Receipts;
import apex.stores.postgres.SpoolStretch;
import apex.stores.postgres.UserHashKey;
import apex.stores.postgres.WorkspaceSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what the spool holds to the ledger, in order, in batches of many requests, and lets go of
/// what arrived. While a store is down it tries again until it works; the spool keeps what comes.
public final class SpoolDrain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolDrain.class);
  private static final int READ_BYTES_MAX = 8 << 20;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration TRY_AGAIN = Duration.ofMillis(250);
  private static final Duration TRY_AGAIN_MOST = Duration.ofSeconds(2);
  private static final int WORKSPACES_MAX = 10_000;

  private final OtlpConfig config;
  private final InstantSource clock;
  private final Spool spool;
  private final SpanIntake ledger;
  private final IngestBatches batches;
  private final WorkspaceSettings workspaces;
  private final Shares shares;
  private final Pricing pricing;
  private final DrainPace pace;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<WorkspaceId, UserHashKey> users = new LinkedHashMap<>();
  private volatile State state = State.EMPTY;
  private Duration pause = TRY_AGAIN;
  private long freed;

  /// How it stands.
  ///
  /// @param oldest when the first record that waits was acknowledged
  /// @param trouble why the last attempt failed; empty when it did not
  public record State(Optional<Instant> oldest, String trouble) {
    static final State EMPTY = new State(Optional.empty(), "");
  }

  /// @param shares of the spool, freed as records arrive; what lies in it already takes none
  SpoolDrain(
      OtlpConfig config,
      InstantSource clock,
      Spool spool,
      Shares shares,
      SpanIntake ledger,
      IngestBatches batches,
      WorkspaceSettings workspaces,
      Pricing pricing) {
    this.config = config;
    this.clock = clock;
    this.spool = spool;
    this.ledger = ledger;
    this.batches = batches;
    this.workspaces = workspaces;
    this.shares = shares;
    this.freed = spool.end();
    this.pricing = pricing;
    this.pace = new DrainPace(config.commitEvery());
  }

  /// A thread of the system's own: it works for long stretches, and the threads that carry requests
  /// must not wait for it.
  public SpoolDrain start() {
    Thread.ofPlatform().name("drain").daemon().start(this::run);
    return this;
  }

  public State state() {
    return state;
  }

  private void run() {
    try {
      var position = Optional.<Long>empty();
      while (!stopping(Duration.ZERO)) position = round(position);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private boolean stopping(Duration patience) throws InterruptedException {
    return stop.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// One batch. After a failure the position is unknown: the ledger is asked how far it is.
  private Optional<Long> round(Optional<Long> known) throws InterruptedException {
    try {
      var position = known.isPresent() ? known.get() : begin();
      if (!spool.await(position, LOOK_EVERY)) {
        state = State.EMPTY;
        return Optional.of(position);
      }
      var begun = clock.instant();
      long end = spool.end();
      long reached = deliver(position);
      works();
      var took = Duration.between(begun, clock.instant());
      var round = new DrainPace.Round(took, reached - position, spool.end() - end);
      stopping(pace.rest(round, spool.filled(), DrainPace.busy()));
      return Optional.of(reached);
    } catch (RuntimeException failed) {
      fails(failed);
      stopping(pause);
      return Optional.empty();
    }
  }

  private long begin() {
    var drained = batches.drained(spool.id());
    freeUpTo(drained);
    spool.skipTo(drained);
    return Math.max(drained, spool.begin());
  }

  /// What reached the ledger although its delivery seemed to fail takes no share any more.
  private void freeUpTo(long position) {
    while (freed < position) {
      var records = spool.read(freed, position, READ_BYTES_MAX);
      if (records.isEmpty()) return;
      for (var record : records) free(record, ParcelForm.read(record.bytes()));
    }
  }

  private void free(SpoolRecord record, Parcel parcel) {
    if (record.next() <= freed) return;
    shares.free(parcel.workspace().id(), record.bytes().length);
    freed = record.next();
  }

  private void works() {
    if (!state.trouble.isEmpty()) LOG.info("The spool drains again");
    state = State.EMPTY;
    pause = TRY_AGAIN;
  }

  private void fails(RuntimeException failed) {
    var why = failed instanceof ApexException ours ? ours.getMessage() : failed.toString();
    if (state.trouble.isEmpty()) {
      if (failed instanceof ApexException)
        LOG.warn("Telemetry waits in the spool: {}; trying again until it works", why);
      else LOG.error("Telemetry waits in the spool; trying again until it works", failed);
    }
    state = new State(state.oldest, why);
    var longer = pause.multipliedBy(2);
    pause = longer.compareTo(TRY_AGAIN_MOST) > 0 ? TRY_AGAIN_MOST : longer;
  }

  private record Part(Workspace workspace, UUID key, OtlpSignal signal) {}

  /// What several requests of one sender bring.
  private static final class Load {
    private final Part part;
    private final List<PricedCall> calls = new ArrayList<>();
    private final Map<Tally.Reason, Long> counts = new LinkedHashMap<>();
    private final List<TokenPoint> points = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();

    Load(Part part) {
      this.part = part;
    }

    void count(IngestOutcome outcome, String reason, long count) {
      if (count > 0) counts.merge(new Tally.Reason(outcome, reason), count, Long::sum);
    }
  }

  private record Wait(Instant since, int calls) {}

  private long deliver(long position) {
    var records = records(position);
    var to = records.isEmpty() ? spool.end() : records.getLast().record.next();
    var parcels = records.stream().map(Read::parcel).toList();
    if (!parcels.isEmpty())
      state = new State(Optional.of(parcels.getFirst().cameAt()), state.trouble);
    pricing.begin();
    var loads = loads(parcels);
    var calls = loads.stream().map(this::batch).toList();
    var points =
        loads.stream()
            .filter(load -> !load.points.isEmpty())
            .map(load -> new PointBatch(load.part.workspace.id(), load.points))
            .toList();
    ledger.deliver(
        new Delivery(
            new SpoolStretch(spool.id(), position, to),
            calls,
            points,
            taken -> receipts(loads, taken)));
    records.forEach(read -> free(read.record, read.parcel));
    spool.forget(to);
    return to;
  }

  private record Read(SpoolRecord record, Parcel parcel) {}

  /// A stretch that a dead process had begun is delivered just as it was; else as much as fits.
  private List<Read> records(long position) {
    var interrupted = batches.interrupted(spool.id(), position);
    if (interrupted.isPresent() && interrupted.get().to() <= spool.end())
      return read(
          spool.read(position, interrupted.get().to(), Integer.MAX_VALUE), Integer.MAX_VALUE);
    return read(spool.read(position, spool.end(), READ_BYTES_MAX), config.batchCallsMax());
  }

  /// Whole requests, up to about so many calls; at least one.
  private static List<Read> read(List<SpoolRecord> records, int callsMax) {
    var read = new ArrayList<Read>();
    long calls = 0;
    for (var record : records) {
      if (calls >= callsMax) break;
      var parcel = ParcelForm.read(record.bytes());
      calls += parcel.calls().size();
      read.add(new Read(record, parcel));
    }
    return read;
  }

  private List<Load> loads(List<Parcel> parcels) {
    var loads = new LinkedHashMap<Part, Load>();
    for (var parcel : parcels) {
      var part = new Part(parcel.workspace(), parcel.key(), parcel.signal());
      var load = loads.computeIfAbsent(part, Load::new);
      parcel.counts().forEach(c -> load.count(c.outcome(), c.reason(), c.count()));
      load.points.addAll(parcel.points());
      load.waits.add(new Wait(parcel.cameAt(), parcel.calls().size() + parcel.points().size()));
      for (var call : parcel.calls()) add(load, parcel.workspace(), call);
    }
    return List.copyOf(loads.values());
  }

  private void add(Load load, Workspace workspace, Sighting call) {
    if (call.late()) load.count(IngestOutcome.LATE, "", 1);
    pricing
        .priced(workspace.id(), call, users(workspace))
        .ifPresentOrElse(
            load.calls::add,
            () -> load.count(IngestOutcome.REJECTED, TelemetryFault.TOO_MANY_TOKENS.name(), 1));
  }

  private UsageBatch batch(Load load) {
    var part = load.part;
    return new UsageBatch(
        part.workspace.id(),
        new ImportId(part.key),
        users(part.workspace),
        pricing.bookVersion(part.workspace.id()),
        load.calls);
  }

  private UserHashKey users(Workspace workspace) {
    if (users.size() >= WORKSPACES_MAX) users.clear();
    return users.computeIfAbsent(
        workspace.id(), _ -> workspaces.seen(workspace, ZoneId.of("UTC")).users());
  }

  private Receipts receipts(List<Load> loads, List<Taken> taken) {
    var lines = new ArrayList<Receipts.Line>();
    var delays = new ArrayList<Receipts.Delay>();
    for (int i = 0; i < loads.size(); i++) {
      var load = loads.get(i);
      var part = load.part;
      count(load, taken.get(i));
      load.counts.forEach((reason, count) ->
          lines.add(
              new Receipts.Line(
                  part.workspace.id(),
                  part.signal.word(),
                  reason.outcome(),
                  reason.name(),
                  count)));
      delays(load, delays);
    }
    return new Receipts(lines, delays, pricing.said());
  }

  private static void count(Load load, Taken taken) {
    var appended = taken.appended();
    load.count(IngestOutcome.ACCEPTED, "", appended.accepted() + load.points.size());
    load.count(IngestOutcome.DUPLICATE, "", appended.duplicate());
    load.count(IngestOutcome.CONFLICTING, "", appended.conflicting());
    load.count(IngestOutcome.IGNORED, NoCall.TOLD_BY_CHILDREN.name(), taken.repeating());
    load.count(IngestOutcome.REVERSED, NoCall.TOLD_BY_CHILDREN.name(), taken.reversed());
  }

  private void delays(Load load, List<Receipts.Delay> delays) {
    var now = clock.instant();
    var buckets = new LinkedHashMap<Integer, Long>();
    for (var wait : load.waits)
      buckets.merge(bucket(Duration.between(wait.since, now)), (long) wait.calls, Long::sum);
    buckets.forEach((bucket, calls) -> {
      if (calls > 0) delays.add(new Receipts.Delay(load.part.workspace.id(), bucket, calls));
    });
  }

  /// The least of which 2^(bucket / 8) milliseconds are not shorter.
  static int bucket(Duration delay) {
    double millis = Math.max(1, delay.toMillis());
    return (int) Math.ceil(8 * Math.log(millis) / Math.log(2) - 1e-9);
  }

  /// Ends after the batch that is under way.
  @Override
  public void close() {
    stop.countDown();
    try {
      if (!stopped.await(30, TimeUnit.SECONDS)) LOG.warn("The drain did not end in time");
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
