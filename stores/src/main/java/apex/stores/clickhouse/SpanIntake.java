package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.UserNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Brings telemetry from a spool into the ledger, each span once, whatever dies meanwhile. For one
/// thread.
///
/// A span that was made after this process began, and that it does not remember, is new: the ledger
/// is asked only for spans that are older than that or that seem to be remembered. Between two
/// processes that get the same span at once, the ledger itself keeps the first.
///
/// Of spans that lie in each other only the innermost one that tells its usage counts. One that
/// comes after the calls inside it is dropped; one that came before them is reversed.
public final class SpanIntake {
  /// How long a batch may be under way; its inserts give up earlier.
  private static final Duration OPEN = Duration.ofSeconds(60);

  private static final Duration INSERT = Duration.ofSeconds(20);

  /// How much earlier or later than a call the span around it may have begun and ended.
  private static final Duration AROUND = Duration.ofDays(1);

  private static final List<String> POINTS =
      List.of(
          ("workspace_id,series,started_at,ts,ingest_seq,service,environment,provider,model,"
                  + "operation,metric,token_type,temporality,calls,tokens")
              .split(","));

  private final Analytics analytics;
  private final IngestBatches batches;
  private final UserNames names;
  private final InstantSource clock;
  private final KnownCalls known;
  private final Undo undo;
  private final Remembered counted;
  private final Remembered covered;

  /// @param remembered how many spans are known without asking the ledger; 12 bytes each
  public SpanIntake(
      Analytics analytics,
      IngestBatches batches,
      UserNames names,
      InstantSource clock,
      int remembered) {
    this.analytics = analytics;
    this.batches = batches;
    this.names = names;
    this.clock = clock;
    this.known = new KnownCalls(analytics);
    this.undo = new Undo(analytics);
    this.counted = new Remembered(remembered, clock.instant());
    this.covered = new Remembered(remembered, clock.instant());
  }

  /// Durable and counted when it answers. After a failure the same stretch may be delivered again.
  public List<Taken> deliver(Delivery delivery) {
    var ours = batches.begun(delivery.stretch());
    var nested = delivery.calls().stream().map(Nested::of).toList();
    var sorted = new ArrayList<Sorted>();
    for (var batch : nested) sorted.add(sorted(batch, ours, nested, sorted));
    var taken = sorted.stream().map(Sorted::taken).toList();
    var nothing =
        delivery.points().isEmpty()
            && sorted.stream().allMatch(s -> s.fresh.isEmpty() && s.reversed.isEmpty());
    if (nothing) batches.delivered(delivery.stretch(), delivery.closing().apply(taken));
    else write(delivery, sorted, taken);
    sorted.forEach(this::remember);
    return taken;
  }

  private void write(Delivery delivery, List<Sorted> sorted, List<Taken> taken) {
    for (var each : sorted)
      if (!each.fresh.isEmpty())
        names.remember(each.batch().workspace(), LedgerRows.users(each.batch()));
    var seq = batches.begin(OPEN, delivery.stretch());
    try {
      insert(delivery, sorted, seq);
    } catch (ApexException failed) {
      if (ClickHouseFailure.refused(failed)) batches.abandon(seq);
      throw failed;
    }
    batches.delivered(seq, delivery.stretch(), delivery.closing().apply(taken));
  }

  private void insert(Delivery delivery, List<Sorted> sorted, long seq) {
    var rows = new LedgerRows(seq);
    for (var each : sorted) each.fresh.values().forEach(entry -> rows.add(each.batch(), entry));
    rows.insert(analytics, INSERT);
    for (var each : sorted)
      if (!each.reversed.isEmpty())
        undo.reverse(each.batch().workspace(), each.reversedKeys(), seq);
    points(delivery.points(), seq);
  }

  private void points(List<PointBatch> points, long seq) {
    if (points.isEmpty()) return;
    var rows = new RowWriter();
    for (var batch : points)
      for (var point : batch.points()) {
        var series = point.series();
        rows.id(batch.workspace().value()).fixed(series.key());
        rows.instant(point.startedAt()).instant(point.at()).number(seq);
        rows.text(series.service()).text(series.environment()).text(series.provider());
        rows.text(series.model()).text(series.operation()).text(series.metric());
        rows.text(series.tokenType()).text(series.cumulative() ? "cumulative" : "delta");
        rows.number(point.calls()).number(Double.doubleToRawLongBits(point.tokens()));
      }
    analytics.insert("token_points", POINTS, rows, "points-" + seq, INSERT);
  }

  private void remember(Sorted sorted) {
    var now = clock.instant();
    for (var entry : sorted.fresh.values()) {
      counted.add(entry.keyed().key(), now);
      sorted.nested.around(entry).forEach(key -> covered.add(key, now));
    }
  }

  /// The calls of a batch with the spans around them.
  private record Nested(
      UsageBatch batch, List<LedgerRows.Keyed> calls, Map<CallKey, List<CallKey>> around) {
    static Nested of(UsageBatch batch) {
      var calls = LedgerRows.keyed(batch);
      var around = new HashMap<CallKey, List<CallKey>>();
      for (var call : calls) around.put(call.key(), call.around());
      return new Nested(batch, calls, around);
    }

    List<CallKey> around(LedgerRows.Entry entry) {
      return around.getOrDefault(entry.keyed().key(), List.of());
    }

    boolean beside(Nested other) {
      return batch.workspace().equals(other.batch.workspace());
    }

    KnownCalls.Where where(List<Long> ours) {
      var from = Instant.MAX;
      var to = Instant.MIN;
      for (var call : calls) {
        var at = call.priced().call().at();
        if (at.isBefore(from)) from = at;
        if (at.isAfter(to)) to = at;
      }
      return new KnownCalls.Where(from.minus(AROUND), to.plus(AROUND), ours);
    }
  }

  /// What a batch comes to, before it is written.
  private record Sorted(
      Nested nested,
      Map<CallKey, LedgerRows.Entry> fresh,
      Set<CallKey> reversed,
      long duplicate,
      long conflicting,
      long repeating) {
    UsageBatch batch() {
      return nested.batch;
    }

    Taken taken() {
      return new Taken(
          new Appended(fresh.size(), duplicate, conflicting), repeating, reversed.size());
    }

    Undo.Keys reversedKeys() {
      var where = nested.where(List.of());
      return new Undo.Keys(KnownCalls.hex(reversed), where.from(), where.to());
    }
  }

  private Sorted sorted(
      Nested nested, List<Long> ours, List<Nested> delivery, List<Sorted> before) {
    if (nested.calls.isEmpty()) return new Sorted(nested, Map.of(), Set.of(), 0, 0, 0);
    var where = nested.where(ours);
    var repeating = repeating(nested, where, delivery);
    var found = known(nested, where);
    var earlier = new HashMap<CallKey, LedgerRows.Entry>();
    for (var other : before) if (other.nested.beside(nested)) earlier.putAll(other.fresh);
    var fresh = new LinkedHashMap<CallKey, LedgerRows.Entry>();
    long duplicate = 0;
    long conflicting = 0;
    long dropped = 0;
    for (var call : nested.calls) {
      if (repeating.contains(call.key())) {
        dropped++;
        continue;
      }
      var content = content(call.key(), earlier, found);
      if (content.isPresent()) {
        duplicate++;
        if (!content.get().equals(call.content())) conflicting++;
        continue;
      }
      var known = found.get(call.key());
      var entry = new LedgerRows.Entry(call, known == null ? 0 : known.entry() + 1);
      fresh.put(call.key(), entry);
      earlier.put(call.key(), entry);
    }
    var reversed = reversed(nested, fresh.values(), where);
    return new Sorted(nested, fresh, reversed, duplicate, conflicting, dropped);
  }

  /// What counts already under `key`.
  private static Optional<CallKey> content(
      CallKey key, Map<CallKey, LedgerRows.Entry> earlier, Map<CallKey, KnownCalls.Known> found) {
    var here = earlier.get(key);
    if (here != null) return Optional.of(here.keyed().content());
    return Optional.ofNullable(found.get(key))
        .filter(KnownCalls.Known::live)
        .map(KnownCalls.Known::content);
  }

  /// Those that lie around a call, of this delivery or of the ledger.
  private Set<CallKey> repeating(Nested nested, KnownCalls.Where where, List<Nested> delivery) {
    var repeating = new HashSet<CallKey>();
    for (var other : delivery)
      if (other.beside(nested)) other.around.values().forEach(repeating::addAll);
    var asked = new HashSet<CallKey>();
    for (var call : nested.calls)
      if (spans(call) && (covered.perhaps(call.key()) || old(call, covered))) asked.add(call.key());
    asked.removeAll(repeating);
    if (!asked.isEmpty()) repeating.addAll(known.covered(nested.batch.workspace(), asked, where));
    return repeating;
  }

  private Map<CallKey, KnownCalls.Known> known(Nested nested, KnownCalls.Where where) {
    var asked = new HashSet<CallKey>();
    for (var call : nested.calls)
      if (counted.perhaps(call.key()) || old(call, counted)) asked.add(call.key());
    return asked.isEmpty() ? Map.of() : known.find(nested.batch.workspace(), asked, where);
  }

  /// Calls that count now although one of `fresh` lies in them.
  private Set<CallKey> reversed(
      Nested nested, Collection<LedgerRows.Entry> fresh, KnownCalls.Where where) {
    var asked = new HashSet<CallKey>();
    for (var entry : fresh)
      for (var key : nested.around(entry))
        if (counted.perhaps(key) || old(entry.keyed(), counted)) asked.add(key);
    if (asked.isEmpty()) return Set.of();
    var live = new HashSet<CallKey>();
    known
        .find(nested.batch.workspace(), asked, where)
        .forEach((key, call) -> {
          if (call.live()) live.add(key);
        });
    return live;
  }

  private static boolean spans(LedgerRows.Keyed call) {
    return call.priced().identity() instanceof CallIdentity.Span;
  }

  /// Made before this process remembers.
  private static boolean old(LedgerRows.Keyed call, Remembered memory) {
    return call.priced().call().at().isBefore(memory.since());
  }
}
