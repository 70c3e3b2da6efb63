package apex.backend.ingestion;

import apex.kernel.identity.Workspace;
import java.io.ByteArrayInputStream;

/// Loads files into a workspace of the shared ledger, for tests of what is done with them later.
public final class Loaded {
  private Loaded() {}

  public static Workspace fresh() {
    return RealLedger.fresh();
  }

  public static ImportResult file(Workspace workspace, byte[] bytes) throws Exception {
    return RealLedger.shared()
        .importing()
        .run(RealLedger.order(workspace, RowDefaults.NONE), new ByteArrayInputStream(bytes));
  }
}
