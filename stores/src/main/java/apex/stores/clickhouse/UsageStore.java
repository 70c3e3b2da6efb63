package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.UserNames;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The ledger of usage. The first write of a call wins; nothing is changed or deleted. Undoing an
/// import adds entries that reverse its own, and importing it again adds the next ones.
public final class UsageStore {
  /// How long a batch may be under way; its inserts give up earlier.
  private static final Duration OPEN = Duration.ofSeconds(60);

  private static final Duration INSERT = Duration.ofSeconds(25);

  private final Analytics analytics;
  private final IngestBatches batches;
  private final UserNames names;
  private final KnownCalls known;
  private final Undo undo;

  public UsageStore(Analytics analytics, IngestBatches batches, UserNames names) {
    this.analytics = analytics;
    this.batches = batches;
    this.names = names;
    this.known = new KnownCalls(analytics);
    this.undo = new Undo(analytics);
  }

  /// Keeps the calls that are new, durable when it answers. A call that the ledger holds is a
  /// duplicate and changes nothing. Sending a batch again after a failure is safe.
  public Appended append(UsageBatch batch) {
    var keyed = LedgerRows.keyed(batch);
    var fresh = new LinkedHashMap<CallKey, LedgerRows.Entry>();
    var appended = sort(batch, keyed, fresh);
    if (!fresh.isEmpty()) {
      names.remember(batch.workspace(), LedgerRows.users(batch));
      numbered(OPEN, seq -> write(batch, fresh.values(), seq));
    }
    return appended;
  }

  /// Answers for one file what [#append] would answer, and writes nothing.
  public Preview preview() {
    return new Preview();
  }

  /// The batches of one file, looked up but not written. For one thread.
  public final class Preview {
    /// Beyond so many calls with an id of their own, one that stands twice in the file is missed.
    private static final int REMEMBERED_MAX = 500_000;

    private final Set<CallKey> seen = new HashSet<>();

    private Preview() {}

    public Appended append(UsageBatch batch) {
      var fresh = new LinkedHashMap<CallKey, LedgerRows.Entry>();
      var appended = sort(batch, LedgerRows.keyed(batch), fresh);
      long again = 0;
      for (var entry : fresh.values()) again += again(entry.keyed());
      return new Appended(
          appended.accepted() - again, appended.duplicate() + again, appended.conflicting());
    }

    /// 1 when an earlier batch of the file had the call. Rows without an id are told apart already.
    private int again(LedgerRows.Keyed call) {
      if (call.priced().identity() instanceof CallIdentity.Row) return 0;
      if (seen.contains(call.key())) return call.priced().file().rows();
      if (seen.size() < REMEMBERED_MAX) seen.add(call.key());
      return 0;
    }
  }

  /// Reverses what the import added and still counts, and answers how many calls that were.
  public long undo(WorkspaceId workspace, ImportId source) {
    var seq = numbered(OPEN.multipliedBy(2), number -> undo.reverse(workspace, source, number));
    return undo.reversed(workspace, source, seq);
  }

  private interface Writing {
    void under(long seq);
  }

  private Appended sort(
      UsageBatch batch, List<LedgerRows.Keyed> keyed, Map<CallKey, LedgerRows.Entry> fresh) {
    var found = known(batch, keyed);
    long accepted = 0;
    long duplicate = 0;
    long conflicting = 0;
    for (var call : keyed) {
      int row = call.priced().file().rows();
      var earlier = fresh.get(call.key());
      var before = found.get(call.key());
      if (earlier != null) {
        duplicate += row;
        if (!earlier.keyed().content().equals(call.content())) conflicting += row;
      } else if (before != null && before.live()) {
        duplicate += row;
        if (!before.content().equals(call.content())) conflicting += row;
      } else {
        accepted += row;
        fresh.put(call.key(), new LedgerRows.Entry(call, before == null ? 0 : before.entry() + 1));
      }
    }
    return new Appended(accepted, duplicate, conflicting);
  }

  /// A row's time is part of its key, so only the days of the batch need to be searched; a span or
  /// a response may come back with another time.
  private Map<CallKey, KnownCalls.Known> known(UsageBatch batch, List<LedgerRows.Keyed> keyed) {
    if (keyed.isEmpty()) return Map.of();
    var keys = keyed.stream().map(LedgerRows.Keyed::key).distinct().toList();
    var rowsOnly = batch.calls().stream().allMatch(c -> c.identity() instanceof CallIdentity.Row);
    if (!rowsOnly) return known.find(batch.workspace(), keys);
    var times = batch.calls().stream().map(c -> c.call().at()).sorted().toList();
    return known.find(batch.workspace(), keys, times.getFirst(), times.getLast().plusNanos(1));
  }

  /// A batch that ClickHouse refused is ended at once. One that got no answer may still arrive, so
  /// its number stays open until its time is over.
  private long numbered(Duration open, Writing writing) {
    var seq = batches.begin(open);
    try {
      writing.under(seq);
    } catch (ApexException failed) {
      if (ClickHouseFailure.refused(failed)) batches.abandon(seq);
      throw failed;
    }
    batches.written(seq);
    return seq;
  }

  private void write(UsageBatch batch, Iterable<LedgerRows.Entry> entries, long seq) {
    var rows = new LedgerRows(seq);
    for (var entry : entries) rows.add(batch, entry);
    rows.insert(analytics, INSERT);
  }
}
