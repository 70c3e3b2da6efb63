package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.UserHashKey;
import java.util.List;

/// Calls that are kept together under one number.
///
/// @param users hides who caused them
/// @param book the version of the price book that gave the costs
public record UsageBatch(
    WorkspaceId workspace,
    ImportId source,
    UserHashKey users,
    String book,
    List<PricedCall> calls) {
  /// More at once is refused.
  public static final int MOST = 100_000;

  public UsageBatch {
    calls = List.copyOf(calls);
    if (calls.size() > MOST)
      throw new IllegalArgumentException("a batch has at most %d calls".formatted(MOST));
  }
}
