package apex.spend.action;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Queries of the ledger in ClickHouse (tables `calls` and `call_costs`), read only, over the last
/// 14 days. They take one parameter, the workspace:
///
/// ```
/// clickhouse-client --param_workspace_id=$WORKSPACE --queries-file check.sql
/// ```
///
/// A reversed call counts `sign` times, so sums leave it out. Names stand in them as quoted
/// literals ([ClickHouse, syntax of string
/// literals](https://clickhouse.com/docs/sql-reference/syntax), read 2026-11-21).
///
/// @param provider, `model` and `route` of the calls asked about; an empty one means all
public record LedgerSql(String provider, String model, String route) {
  public static final LedgerSql ALL = new LedgerSql("", "", "");
  private static final int DAYS = 14;

  /// Columns: day, calls, usd, usd_a_call.
  public Artefact costByDay(String file) {
    return query(
        file,
        "What the calls cost, day by day.",
        "call_costs",
        "toDate(ts) as day, sum(toInt64(sign) * requests) as calls, sum(sign * cost_usd) as usd,\n"
            + "  toFloat64(usd) / greatest(calls, 1) as usd_a_call",
        List.of(),
        "group by day having calls > 0 order by day");
  }

  /// Columns: day, calls, usd; only days that cost more than the limit.
  public Artefact daysAbove(String file, BigDecimal usd) {
    return above(file, "a day", "toDate(ts) as day", "day", usd);
  }

  /// Columns: hour, calls, usd; only hours that cost more than the limit.
  public Artefact hoursAbove(String file, BigDecimal usd) {
    return above(file, "an hour", "toStartOfHour(ts) as hour", "hour", usd);
  }

  private Artefact above(String file, String each, String start, String column, BigDecimal usd) {
    return query(
        file,
        "An alert: each row is %s that cost more than the limit; no row is good news."
            .formatted(each),
        "call_costs",
        start + ", sum(toInt64(sign) * requests) as calls, sum(sign * cost_usd) as usd",
        List.of(),
        "group by %1$s having usd > toDecimal64('%2$s', 6) order by %1$s"
            .formatted(column, usd.toPlainString()));
  }

  /// Columns: week, route, usd.
  public Artefact weeklyByRoute(String file) {
    return query(
        file,
        "Spend by week and route: where it rises first.",
        "call_costs",
        "toStartOfWeek(ts) as week, route, sum(sign * cost_usd) as usd",
        List.of(),
        "group by week, route order by week, usd desc");
  }

  /// Columns: day, read_share (of the input), reads_per_write (null without a write).
  public Artefact cacheReads(String file) {
    return query(
        file,
        "How much of the input the provider's prompt cache served, and how often a write was read.",
        "call_costs",
        "toDate(ts) as day, sum(sign * toInt64(cache_read_tokens)) as read_tokens,\n"
            + "  sum(sign * (toInt64(cache_write_5m_tokens) + cache_write_1h_tokens)) as written_tokens,\n"
            + "  read_tokens / greatest(sum(sign * toInt64(input_tokens)), 1) as read_share,\n"
            + "  read_tokens / nullIf(written_tokens, 0) as reads_per_write",
        List.of(),
        "group by day order by day");
  }

  /// Columns: day, calls, cut_off (ended at their limit), given_up, share_cut_off, mean_output.
  public Artefact answers(String file) {
    return query(
        file,
        "How answers end and how long they are.",
        "calls",
        "toDate(ts) as day, sum(toInt64(sign)) as calls,\n"
            + "  sumIf(toInt64(sign), finish_reason in ('length', 'max_tokens', 'MAX_TOKENS')) as cut_off,\n"
            + "  sumIf(toInt64(sign), finish_reason in ('cancelled', 'canceled', 'abandoned')) as given_up,\n"
            + "  cut_off / greatest(calls, 1) as share_cut_off,\n"
            + "  sum(sign * toInt64(output_tokens)) / greatest(calls, 1) as mean_output",
        List.of(),
        "group by day having calls > 0 order by day");
  }

  /// Columns: day, calls, failed, failed_usd.
  public Artefact failures(String file) {
    return query(
        file,
        "Calls that failed, and what was billed for them.",
        "call_costs",
        "toDate(ts) as day, sum(toInt64(sign) * requests) as calls,\n"
            + "  sumIf(toInt64(sign) * requests, status != 'ok') as failed,\n"
            + "  sumIf(sign * cost_usd, status != 'ok') as failed_usd",
        List.of(),
        "group by day having calls > 0 order by day");
  }

  /// Columns: day, repeats: calls whose prompt the model had that day already.
  ///
  /// @param operation such as `embeddings`; empty for all
  public Artefact repeats(String file, String operation) {
    var only = operation.isEmpty() ? "" : "operation = " + quoted(operation);
    return nested(
        file,
        "Equal prompts (one hash) of a day, all but the first.",
        "select toDate(ts) as day, model, prompt_hash, sum(toInt64(sign)) as times\n"
            + from(
                "calls",
                only.isEmpty() ? List.of("prompt_hash != 0") : List.of("prompt_hash != 0", only))
            + "group by day, model, prompt_hash having times > 1",
        "select day, sum(times - 1) as repeats from equal group by day order by day");
  }

  /// Columns: conversation, prompt_hash, times: three equal prompts or more in one conversation.
  public Artefact loops(String file) {
    return query(
        file,
        "An alert: each row is a conversation that asked the same three times or more.",
        "calls",
        "conversation, prompt_hash, sum(toInt64(sign)) as times",
        List.of("prompt_hash != 0", "conversation != ''"),
        "group by conversation, prompt_hash having times > 2 order by times desc limit 100");
  }

  /// Columns: environment, calls, output_tokens.
  public Artefact environments(String file) {
    return query(
        file,
        "Which environments call.",
        "calls",
        "environment, sum(toInt64(sign)) as calls, sum(sign * toInt64(output_tokens)) as output_tokens",
        List.of(),
        "group by environment having calls > 0 order by calls desc");
  }

  /// Columns: day, tier, calls, usd.
  public Artefact tiers(String file) {
    return query(
        file,
        "Under which terms the calls run: batch, flex, or none told.",
        "call_costs",
        "toDate(ts) as day, service_tier as tier, sum(toInt64(sign) * requests) as calls,\n"
            + "  sum(sign * cost_usd) as usd",
        List.of(),
        "group by day, tier having calls > 0 order by day, tier");
  }

  /// Columns: hour (UTC), calls, usd.
  public Artefact hours(String file) {
    return query(
        file,
        "At which hours of the day (UTC) the calls run.",
        "call_costs",
        "toHour(ts) as hour, sum(toInt64(sign) * requests) as calls, sum(sign * cost_usd) as usd",
        List.of(),
        "group by hour having calls > 0 order by hour");
  }

  /// Columns: day, reasoning_share of the output tokens.
  public Artefact reasoning(String file) {
    return query(
        file,
        "How much of the answers is reasoning.",
        "call_costs",
        "toDate(ts) as day, sum(toInt64(sign) * requests) as calls,\n"
            + "  sum(sign * toInt64(reasoning_tokens)) / greatest(sum(sign * toInt64(output_tokens)), 1)"
            + " as reasoning_share",
        List.of(),
        "group by day having calls > 0 order by day");
  }

  /// Columns: day, mean, before: days whose mean prompt is a fifth above that of the week before.
  public Artefact growingPrompts(String file) {
    return nested(
        file,
        "An alert: each row is a day whose mean prompt is a fifth above that of the week before.",
        "select toDate(ts) as day,\n"
            + "  sum(sign * toInt64(input_tokens)) / greatest(sum(toInt64(sign)), 1) as mean\n"
            + from("calls", List.of())
            + "group by day having sum(toInt64(sign)) > 0",
        "select day, mean, before from (\n"
            + "  select day, mean, avg(mean) over (order by day rows between 7 preceding and 1 preceding) as before\n"
            + "  from equal)\n"
            + "where before > 0 and mean > 1.2 * before order by day");
  }

  /// Columns: day, beyond: calls whose input is longer.
  public Artefact promptsBeyond(String file, long tokens, long most) {
    return query(
        file,
        "Calls whose prompt is longer than the first number of tokens and at most the second.",
        "calls",
        "toDate(ts) as day, sum(toInt64(sign)) as calls,\n"
            + "  sumIf(toInt64(sign), input_tokens > %d and input_tokens <= %d) as beyond"
                .formatted(tokens, most),
        List.of(),
        "group by day having calls > 0 order by day");
  }

  private Artefact query(
      String file, String comment, String table, String columns, List<String> only, String tail) {
    return sql(file, comment, "select %s\n%s%s;".formatted(columns, from(table, only), tail));
  }

  private static Artefact nested(String file, String comment, String inner, String outer) {
    return sql(file, comment, "with equal as (\n%s)\n%s;".formatted(inner.indent(2), outer));
  }

  private static Artefact sql(String file, String comment, String text) {
    return Artefact.text(file, "application/sql", "-- %s\n%s\n".formatted(comment, text));
  }

  private String from(String table, List<String> only) {
    var where = new ArrayList<String>();
    where.add("workspace_id = {workspace_id:UUID}");
    if (table.equals("call_costs")) where.add("pricing = 0");
    where.add("ts >= now() - interval %d day".formatted(DAYS));
    if (!provider.isEmpty()) where.add("provider = " + quoted(provider));
    if (!model.isEmpty()) where.add("model = " + quoted(model));
    if (!route.isEmpty()) where.add("route = " + quoted(route));
    where.addAll(only);
    return "from %s final\nwhere %s\n".formatted(table, String.join("\n  and ", where));
  }

  /// A literal that holds any text.
  static String quoted(String text) {
    var out = new StringBuilder("'");
    text.codePoints()
        .forEach(point -> {
          if (point == '\'' || point == '\\') out.append('\\').appendCodePoint(point);
          else if (point >= 0xd800 && point <= 0xdfff)
            throw new Withheld("a name holds half of a character, which no text format can hold");
          else if (point < 0x20 || point == 0x7f)
            out.append(String.format(Locale.ROOT, "\\x%02x", point));
          else out.appendCodePoint(point);
        });
    return out.append('\'').toString();
  }
}
