package apex.backend.prices;

import apex.kernel.identity.WorkspaceId;
import apex.spend.price.PriceBook;
import apex.spend.price.WorkspaceTerms;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.TokenSemantics;
import apex.stores.postgres.PriceTerms;
import apex.stores.postgres.SemanticsOverrides;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The build's book under each workspace's terms, as PostgreSQL holds them. What was read is good
/// for two seconds, so that another process's change is seen soon and a busy line of ingestion asks
/// seldom. Shared; remembers the workspaces asked last.
public final class WorkspaceBooks implements Books {
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final int REMEMBERED_MAX = 200;

  private final PriceBook base;
  private final PriceTerms terms;
  private final SemanticsOverrides words;
  private final InstantSource clock;
  private final Map<WorkspaceId, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkspaceId, Kept> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  public WorkspaceBooks(
      PriceBook base, PriceTerms terms, SemanticsOverrides words, InstantSource clock) {
    this.base = base;
    this.terms = terms;
    this.words = words;
    this.clock = clock;
  }

  private record Kept(PriceBook book, Map<EmitterGroup, TokenSemantics> said, Instant until) {}

  @Override
  public PriceBook of(WorkspaceId workspace) {
    return kept(workspace).book;
  }

  @Override
  public Map<EmitterGroup, TokenSemantics> said(WorkspaceId workspace) {
    return kept(workspace).said;
  }

  /// The build's book, without any workspace's terms.
  public PriceBook base() {
    return base;
  }

  /// Reads the workspace's terms anew when they are next asked for.
  public void changed(WorkspaceId workspace) {
    synchronized (kept) {
      kept.remove(workspace);
    }
  }

  private Kept kept(WorkspaceId workspace) {
    var known = known(workspace);
    if (known.isPresent() && clock.instant().isBefore(known.get().until)) return known.get();
    var read = read(workspace, known);
    synchronized (kept) {
      kept.put(workspace, read);
    }
    return read;
  }

  private Optional<Kept> known(WorkspaceId workspace) {
    synchronized (kept) {
      return Optional.ofNullable(kept.get(workspace));
    }
  }

  private Kept read(WorkspaceId workspace, Optional<Kept> before) {
    var now = terms.terms(workspace);
    var said =
        words.all(workspace).entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, word -> word.getValue().semantics()));
    var until = clock.instant().plus(FRESH);
    return new Kept(book(now, before), said, until);
  }

  /// The same book for the same terms: it remembers the names it found.
  private PriceBook book(WorkspaceTerms now, Optional<Kept> before) {
    if (now.equals(WorkspaceTerms.NONE)) return base;
    return before
        .map(Kept::book)
        .filter(book -> book.terms().equals(now))
        .orElseGet(() -> base.under(now));
  }
}
