package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.PriceGrid;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.SentTokens;
import apex.spend.usage.Votes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What the numbers of each emitter say about what they mean, over all that the ledger kept as it
/// was sent. Calls that say the same are counted together and asked once.
public final class SemanticsQuery {
  private static final String SENT =
      """
      from calls final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
        and (sent_input >= 0 or sent_output >= 0)
      """;
  private static final Template VOTES =
      Template.of(
          "emitter_votes",
          1,
          """
          select scope, scope_version, provider, sum(s) as n, any((i, cr, cw, o, r, t)) from (
            select scope, scope_version, provider, toInt64(sign) as s,
              greatest(sent_input, 0) as i, greatest(sent_output, 0) as o,
              greatest(sent_cache_read, 0) as cr, greatest(sent_cache_write, 0) as cw,
              greatest(sent_reasoning, 0) as r, sent_total as t
            %s)
          group by scope, scope_version, provider, cr > 0, cw > 0, cr > i, cr + cw > i, r > 0, r > o, t >= 0,
            t = i + o, t = i + o + r, t = i + o + cr + cw, t = i + o + cr + cw + r
          having n > 0 order by scope, scope_version, provider\
          """
              .formatted(SENT));
  private static final Template ON_TOP =
      Template.of(
          "tokens_inside_or_on_top",
          2,
          """
          select scope, scope_version, provider, model, service_tier,
            toInt64(arrayCount(line -> toUnixTimestamp64Nano(ts) >= line, {dates:Array(Int64)})) as d,
            toInt64(arrayCount(line -> toUnixTimestamp(ts) %% 86400 >= line, {seconds:Array(Int64)})) as s,
            toInt64(arrayCount(line -> input_tokens > line, {sizes:Array(Int64)})) as z,
            sum(toInt64(sign)) as n,
            sum(sign * (toInt64(cache_read_tokens) + cache_write_5m_tokens + cache_write_1h_tokens)),
            sum(sign * toInt64(reasoning_tokens)),
            sumIf(toInt64(sign), semantics = 'ambiguous')
          %s
          group by scope, scope_version, provider, model, service_tier, d, s, z having n > 0
          order by scope, scope_version, provider, model, service_tier, d, s, z\
          """
              .formatted(SENT));

  private final Analytics analytics;

  public SemanticsQuery(Analytics analytics) {
    this.analytics = analytics;
  }

  /// @param calls that were sent by the group, with or without parts to vote about
  public record Heard(long calls, Votes votes) {}

  /// The calls of one group, model, service tier and cell of the price grid.
  ///
  /// @param cached tokens that are inside the input or on top of it
  /// @param reasoning tokens that are inside the output or on top of it
  /// @param ambiguous calls that were kept as ambiguous
  public record OnTop(
      EmitterGroup group,
      String model,
      String tier,
      PriceGrid.Cell cell,
      long calls,
      long cached,
      long reasoning,
      long ambiguous) {}

  public Map<EmitterGroup, Heard> votes(WorkspaceId workspace, long asOf) {
    return analytics
        .in(workspace)
        .ask(VOTES, Map.of("as_of", Value.of(asOf)), SemanticsQuery::heard);
  }

  public List<OnTop> onTop(WorkspaceId workspace, long asOf, PriceGrid grid) {
    var values =
        Map.of(
            "as_of", Value.of(asOf),
            "dates", Value.moments(grid.dates()),
            "seconds", Value.numbers(grid.secondsOfDay()),
            "sizes", Value.numbers(grid.sizes()));
    return analytics.in(workspace).ask(ON_TOP, values, SemanticsQuery::sums);
  }

  private static Map<EmitterGroup, Heard> heard(RowReader rows) throws IOException {
    var groups = new TreeMap<EmitterGroup, Heard>();
    while (rows.more()) {
      var group = new EmitterGroup(rows.text(), rows.text(), rows.text());
      long calls = rows.number();
      var votes = Votes.of(sent(rows)).times(calls);
      groups.merge(group, new Heard(calls, votes), SemanticsQuery::together);
    }
    return groups;
  }

  private static Heard together(Heard one, Heard other) {
    return new Heard(one.calls + other.calls, one.votes.plus(other.votes));
  }

  private static SentTokens sent(RowReader row) throws IOException {
    long input = row.number();
    long read = row.number();
    long write = row.number();
    long output = row.number();
    long reasoning = row.number();
    long total = row.number();
    return new SentTokens(
        input,
        read,
        write,
        0,
        output,
        reasoning,
        total < 0 ? OptionalLong.empty() : OptionalLong.of(total));
  }

  private static List<OnTop> sums(RowReader rows) throws IOException {
    var sums = new ArrayList<OnTop>();
    while (rows.more())
      sums.add(
          new OnTop(
              new EmitterGroup(rows.text(), rows.text(), rows.text()),
              rows.text(),
              rows.text(),
              new PriceGrid.Cell((int) rows.number(), (int) rows.number(), (int) rows.number()),
              rows.number(),
              rows.number(),
              rows.number(),
              rows.number()));
    return sums;
  }
}
