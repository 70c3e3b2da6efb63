package apex.backend.ingestion.otlp;

import apex.kernel.identity.WorkspaceId;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.SentTokens;
import apex.spend.usage.TokenSemantics;
import apex.spend.usage.Votes;
import apex.stores.postgres.EmitterVotes;
import apex.stores.postgres.Receipts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What the numbers of each emitter have said so far about what they mean: what is kept of every
/// delivery before, by any process, and what this one adds in its order. For one thread.
///
/// A delivery that is tried again begins from what is kept, so it is read just as the first time.
final class Emitters {
  private final EmitterVotes store;
  private final Map<WorkspaceId, Heard> heard = new HashMap<>();

  Emitters(EmitterVotes store) {
    this.store = store;
  }

  private record Heard(Map<EmitterGroup, Votes> before, Map<EmitterGroup, Votes> here) {}

  /// Begins a delivery.
  void begin() {
    heard.clear();
  }

  /// Hears one call and answers how its emitter is to be read.
  TokenSemantics heard(WorkspaceId workspace, Sighting call) {
    var group = group(call);
    var in = heard.computeIfAbsent(workspace, asked -> new Heard(store.of(asked), new HashMap<>()));
    var said = Votes.of(sent(call.usage()));
    if (!said.equals(Votes.NONE)) in.here.merge(group, said, Votes::plus);
    return in.before
        .getOrDefault(group, Votes.NONE)
        .plus(in.here.getOrDefault(group, Votes.NONE))
        .verdict();
  }

  /// What this delivery adds, to be kept with it.
  List<Receipts.Said> said() {
    var said = new ArrayList<Receipts.Said>();
    heard.forEach((workspace, in) ->
        in.here.forEach((group, votes) -> said.add(new Receipts.Said(workspace, group, votes))));
    return said;
  }

  static EmitterGroup group(Sighting call) {
    return new EmitterGroup(call.scope(), call.scopeVersion(), call.provider());
  }

  static SentTokens sent(Usage usage) {
    long write = Math.max(0, usage.cacheWrite());
    return new SentTokens(
        Math.max(0, usage.input()),
        Math.max(0, usage.cacheRead()),
        write - usage.cacheWrite1h(),
        usage.cacheWrite1h(),
        Math.max(0, usage.output()),
        Math.max(0, usage.reasoning()),
        usage.total() < 0 ? OptionalLong.empty() : OptionalLong.of(usage.total()));
  }
}
