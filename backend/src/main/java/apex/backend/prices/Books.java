package apex.backend.prices;

import apex.kernel.identity.WorkspaceId;
import apex.spend.price.PriceBook;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.TokenSemantics;
import java.util.Map;

/// The price book as each workspace pays by it.
public interface Books {
  PriceBook of(WorkspaceId workspace);

  /// What the workspace's owners said that their emitters' numbers mean.
  Map<EmitterGroup, TokenSemantics> said(WorkspaceId workspace);

  /// One book for everyone.
  static Books always(PriceBook book) {
    return new Books() {
      @Override
      public PriceBook of(WorkspaceId workspace) {
        return book;
      }

      @Override
      public Map<EmitterGroup, TokenSemantics> said(WorkspaceId workspace) {
        return Map.of();
      }
    };
  }
}
