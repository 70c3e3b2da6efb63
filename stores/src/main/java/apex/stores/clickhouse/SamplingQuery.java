package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.IngestBatches;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Compares what services counted by their own metrics with the spans that arrived: clients that
/// sample their spans do not sample their metrics.
public final class SamplingQuery {
  /// Points before the period tell what a cumulative series had reached when it began.
  private static final Duration BEFORE = Duration.ofDays(1);

  private static final int SERVICES_MAX = 100;

  /// A cumulative point counts what came since the point before it; one whose counter began anew,
  /// or fell, counts whole. A histogram counts each call once for each token type; the largest of
  /// them is the calls.
  private static final Template POINTS =
      Template.of(
          "token_metrics",
          1,
          """
          select service, metric, toInt64(max(calls)), toInt64(round(sum(tokens))),
            toInt64(min(first)), toInt64(max(last)) from (
            select service, metric, token_type, sum(more_calls) as calls, sum(more_tokens) as tokens,
              min(toUnixTimestamp64Nano(since)) as first, max(toUnixTimestamp64Nano(ts)) as last from (
              select service, metric, token_type, ts,
                temporality = 'delta' or began != started_at or reached_calls > calls
                  or reached_tokens > tokens as anew,
                if(anew, calls, calls - reached_calls) as more_calls,
                if(anew, tokens, tokens - reached_tokens) as more_tokens,
                if(anew, started_at, before) as since
              from (
                select *, lagInFrame(started_at) over w as began, lagInFrame(ts) over w as before,
                  lagInFrame(calls) over w as reached_calls,
                  lagInFrame(tokens) over w as reached_tokens
                from token_points final
                where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
                  and ts >= {before:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')}
                window w as (partition by series order by ts, started_at
                  rows between 1 preceding and current row)))
            where ts >= {from:DateTime64(9,'UTC')}
            group by service, metric, token_type)
          group by service, metric order by service, metric limit 100\
          """);

  private static final Template SPANS =
      Template.of(
          "spans_of_service",
          1,
          """
          select toInt64(sum(sign)), toInt64(sum(sign * (toInt64(input_tokens) + toInt64(output_tokens))))
          from calls final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
            and ts >= {from:DateTime64(9,'UTC')} and ts <= {to:DateTime64(9,'UTC')}
            and service = {service:String} and sent_input + sent_output > -2\
          """);

  private final Analytics analytics;
  private final IngestBatches batches;

  public SamplingQuery(Analytics analytics, IngestBatches batches) {
    this.analytics = analytics;
    this.batches = batches;
  }

  private record Counted(
      String service, String metric, long calls, long tokens, Instant first, Instant last) {}

  /// One row for each service and metric, those of the services first in the alphabet.
  public List<Sampling> between(WorkspaceId workspace, Instant from, Instant to) {
    var asOf = batches.asOf();
    var room = analytics.in(workspace);
    var points =
        room.ask(
            POINTS,
            Map.of(
                "as_of", Value.of(asOf),
                "before", Value.of(from.minus(BEFORE)),
                "from", Value.of(from),
                "to", Value.of(to)),
            SamplingQuery::counted);
    var sampling = new ArrayList<Sampling>();
    for (var counted : points.subList(0, Math.min(points.size(), SERVICES_MAX)))
      sampling.add(compared(room, asOf, counted));
    return sampling;
  }

  private static List<Counted> counted(RowReader rows) throws IOException {
    var counted = new ArrayList<Counted>();
    while (rows.more())
      counted.add(
          new Counted(
              rows.text(),
              rows.text(),
              rows.number(),
              rows.number(),
              moment(rows.number()),
              moment(rows.number())));
    return counted;
  }

  private static Sampling compared(Analytics.Room room, long asOf, Counted counted) {
    var spans =
        room.ask(
            SPANS,
            Map.of(
                "as_of", Value.of(asOf),
                "from", Value.of(counted.first),
                "to", Value.of(counted.last),
                "service", Value.of(counted.service)),
            rows -> new long[] {rows.number(), rows.number()});
    var byCalls = counted.calls > 0;
    return new Sampling(
        counted.service,
        counted.metric,
        byCalls,
        byCalls ? counted.calls : counted.tokens,
        byCalls ? spans[0] : spans[1]);
  }

  private static Instant moment(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
