package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Removes usage for good: the one exception from the rule that nothing in the ledger is deleted.
/// Whoever calls it keeps a receipt.
public final class Removal {
  /// No usage is older, and ClickHouse reads no moment before 1970.
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final String SUMS =
      """
      select sum(toInt64(sign) * requests), sum(sign * cost_usd), sum(sign * low_usd),
        sum(sign * high_usd), sumIf(toInt64(sign), bounded = 0),
        sumIf(toInt64(sign) * requests, why_unpriced != '') from call_costs final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing =\
      """
          + " "
          + Ledger.SET;
  private static final Template OLD =
      Template.of("removable_by_age", 2, SUMS + " and ts < {before:DateTime64(9,'UTC')}");
  private static final Template OF_PERSON =
      Template.of(
          "removable_by_person",
          2,
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
  /// @param lowUsd the least all of them can have cost
  /// @param highUsd the most; empty when one without a price has no neighbour to judge by
  public record Extent(
      long calls,
      BigDecimal costUsd,
      long unpricedCalls,
      BigDecimal lowUsd,
      Optional<BigDecimal> highUsd) {
    public static final Extent NOTHING =
        new Extent(0, BigDecimal.ZERO, 0, BigDecimal.ZERO, Optional.of(BigDecimal.ZERO));
  }

  /// @param set whose costs are told
  public Extent extent(WorkspaceId workspace, Which which, long asOf, CostSet set) {
    var template = which instanceof Which.Before ? OLD : OF_PERSON;
    var values = new HashMap<>(values(which));
    values.put("as_of", Value.of(asOf));
    values.putAll(set.values());
    return analytics.in(workspace).ask(template, values, Removal::extent);
  }

  private static Extent extent(RowReader row) throws IOException {
    long calls = row.number();
    var usd = row.decimal(CostColumns.SCALE);
    var low = row.decimal(CostColumns.SCALE);
    var high = row.decimal(CostColumns.SCALE);
    var bounded = row.number() == 0;
    return new Extent(
        calls, usd, row.number(), low, bounded ? Optional.of(high) : Optional.empty());
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
      case Which.Before(var moment) ->
          Map.of("before", Value.of(moment.isBefore(EARLIEST) ? EARLIEST : moment));
      case Which.OfPerson(var hash) -> Map.of("user", Value.of(hash));
    };
  }
}
