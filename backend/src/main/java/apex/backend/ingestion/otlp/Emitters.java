package apex.backend.ingestion.otlp;

import apex.kernel.identity.WorkspaceId;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.SentTokens;
import apex.spend.usage.TokenSemantics;
import apex.spend.usage.Votes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// What the numbers of each emitter have said so far about what they mean. Bounded: the group that
/// was silent longest is forgotten. For one thread.
final class Emitters {
  private static final int GROUPS_MAX = 10_000;

  private final Map<Key, Votes> votes =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Votes> eldest) {
          return size() > GROUPS_MAX;
        }
      };

  private record Key(WorkspaceId workspace, EmitterGroup group) {}

  /// Hears one call and answers how its emitter is to be read.
  TokenSemantics heard(WorkspaceId workspace, Sighting call) {
    var group = group(call);
    var said = Votes.of(sent(call.usage()));
    var key = new Key(workspace, group);
    if (said.equals(Votes.NONE)) return votes.getOrDefault(key, Votes.NONE).verdict();
    return votes.merge(key, said, Votes::plus).verdict();
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
