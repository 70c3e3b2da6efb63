package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Removes usage for good: the one exception from the rule that nothing in the ledger is deleted.
/// Whoever calls it keeps a receipt.
public final class Removal {
  private static final int SCALE = 18;
  private static final String SUMS =
      """
      select sum(toInt64(sign) * requests), sum(sign * cost_usd) from call_costs final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
      """;
  private static final Template OLD =
      Template.of("removable_by_age", 1, SUMS + "and ts < {before:DateTime64(9,'UTC')}");
  private static final Template OF_PERSON =
      Template.of(
          "removable_by_person",
          1,
          SUMS
              + """
              and call_key in (
                select call_key from calls final
                where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
                  and user_hash = {user:String})\
              """);

  private final Analytics analytics;

  public Removal(Analytics analytics) {
    this.analytics = analytics;
  }

  /// Which usage: everything before a moment, or everything of one person.
  public sealed interface Which {
    record Before(Instant moment) implements Which {}

    /// @param userHash 32 hexadecimal digits
    record OfPerson(String userHash) implements Which {}
  }

  /// What would go.
  ///
  /// @param calls that count now
  /// @param costUsd what they cost, as far as they have a price
  public record Extent(long calls, BigDecimal costUsd) {}

  public Extent extent(WorkspaceId workspace, Which which, long asOf) {
    var template = which instanceof Which.Before ? OLD : OF_PERSON;
    var values = new HashMap<>(values(which));
    values.put("as_of", Value.of(asOf));
    return analytics
        .in(workspace)
        .ask(template, values, rows -> new Extent(rows.number(), rows.decimal(SCALE)));
  }

  /// Removes it, whatever came until now; again changes nothing. The costs go first: which of a
  /// person's calls there are is known from the calls.
  public void remove(WorkspaceId workspace, Which which) {
    var room = analytics.in(workspace);
    switch (which) {
      case Which.Before before -> {
        room.remove("call_costs", "ts < {before:DateTime64(9,'UTC')}", values(before));
        room.remove("calls", "ts < {before:DateTime64(9,'UTC')}", values(before));
      }
      case Which.OfPerson person -> {
        room.remove(
            "call_costs",
            "call_key in (select call_key from calls"
                + " where workspace_id = {workspace_id:UUID} and user_hash = {user:String})",
            values(person));
        room.remove("calls", "user_hash = {user:String}", values(person));
      }
    }
  }

  private static Map<String, Value> values(Which which) {
    return switch (which) {
      case Which.Before(var moment) -> Map.of("before", Value.of(moment));
      case Which.OfPerson(var hash) -> Map.of("user", Value.of(hash));
    };
  }
}
