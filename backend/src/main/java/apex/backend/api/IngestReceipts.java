package apex.backend.api;

import apex.backend.ingestion.otlp.TelemetryLine;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.stores.clickhouse.Sampling;
import apex.stores.clickhouse.SamplingQuery;
import apex.stores.postgres.IngestOutcome;
import apex.stores.postgres.ReceiptStore;
import apex.stores.postgres.Receipts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `GET /api/ingest/receipts?from&to`: what became of the telemetry that was sent, by the hour it
/// reached the ledger, and how long that took. Without a period the last 24 hours.
public final class IngestReceipts {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(31);

  private final ReceiptStore receipts;
  private final SamplingQuery sampling;
  private final TelemetryLine line;
  private final InstantSource clock;
  private final Function<Request, Identity> callers;

  /// @param callers who a request's token proves to be asking
  public IngestReceipts(
      ReceiptStore receipts,
      SamplingQuery sampling,
      TelemetryLine line,
      InstantSource clock,
      Function<Request, Identity> callers) {
    this.receipts = receipts;
    this.sampling = sampling;
    this.line = line;
    this.clock = clock;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/ingest/receipts",
                Endpoint.Access.TOKEN,
                "What became of the telemetry that was sent, and how long it took",
                this::answer)
            .asking("from", "first hour that counts, RFC 3339; 24 hours ago when not given")
            .asking("to", "first moment that no longer counts; now when not given")
            .answers(200, Answer.class));
  }

  private Response answer(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    var to = request.query("to", Instant::parse).orElseGet(clock::instant);
    var from =
        request
            .query("from", Instant::parse)
            .orElseGet(() -> to.minus(USUAL))
            .truncatedTo(ChronoUnit.HOURS);
    if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "from must be before to, at most 31 days, were %s and %s".formatted(from, to));
    return Response.json(answer(caller, from, to));
  }

  private Answer answer(Identity caller, Instant from, Instant to) {
    var known = receipts.between(caller.workspace().id(), from, to);
    var compared = compared(caller, from, to);
    return new Answer(
        "ingest_receipts",
        caller.workspace().id().value(),
        from,
        to,
        List.of(signal(known, "traces"), signal(known, "metrics"), signal(known, "logs")),
        spool(),
        Delay.of(known.delays()),
        compared.rates,
        compared.unknown);
  }

  private record Compared(List<Rate> rates, Optional<String> unknown) {}

  /// The counts stand in PostgreSQL; without ClickHouse only the comparison is missing.
  private Compared compared(Identity caller, Instant from, Instant to) {
    try {
      var known = sampling.between(caller.workspace().id(), from, to);
      return new Compared(known.stream().map(Rate::of).toList(), Optional.empty());
    } catch (ApexException down) {
      return new Compared(List.of(), Optional.of(down.getMessage()));
    }
  }

  private Waiting spool() {
    var waiting = line.waiting();
    return new Waiting(
        waiting.bytes(),
        waiting.bytesMax(),
        waiting.oldest(),
        waiting.trouble().isEmpty() ? Optional.empty() : Optional.of(waiting.trouble()));
  }

  private static Counts signal(Receipts known, String signal) {
    var lines = known.lines().stream().filter(line -> line.signal().equals(signal)).toList();
    return new Counts(
        signal,
        sum(lines, IngestOutcome.ACCEPTED),
        sum(lines, IngestOutcome.DUPLICATE),
        sum(lines, IngestOutcome.CONFLICTING),
        sum(lines, IngestOutcome.REJECTED),
        reasons(lines, IngestOutcome.REJECTED),
        sum(lines, IngestOutcome.IGNORED),
        reasons(lines, IngestOutcome.IGNORED),
        sum(lines, IngestOutcome.REVERSED),
        sum(lines, IngestOutcome.LATE));
  }

  private static long sum(List<Receipts.Line> lines, IngestOutcome outcome) {
    return lines.stream()
        .filter(line -> line.outcome() == outcome)
        .mapToLong(Receipts.Line::count)
        .sum();
  }

  private static List<Why> reasons(List<Receipts.Line> lines, IngestOutcome outcome) {
    return lines.stream()
        .filter(line -> line.outcome() == outcome)
        .map(line -> new Why(line.reason(), line.count()))
        .toList();
  }

  record Answer(
      String type,
      java.util.UUID workspaceId,
      Instant from,
      Instant to,
      List<Counts> signals,
      Waiting spool,
      Delay queryableAfterMs,
      List<Rate> sampling,
      Optional<String> samplingUnknown) {}

  /// @param duplicate was there already; `conflicting` of them with another content
  /// @param reversed counted until a call inside told the same usage
  /// @param late made long before it came; among the accepted and the duplicates
  record Counts(
      String signal,
      long accepted,
      long duplicate,
      long conflicting,
      long rejected,
      List<Why> rejectedBy,
      long ignored,
      List<Why> ignoredBy,
      long reversed,
      long late) {}

  record Why(String reason, long count) {}

  /// What is acknowledged and not in the ledger yet, of all workspaces.
  record Waiting(long bytes, long bytesMax, Optional<Instant> oldestAt, Optional<String> trouble) {}

  /// From the acknowledgement until it could be asked for, in milliseconds; empty when nothing
  /// came.
  record Delay(Optional<Double> p50, Optional<Double> p99, long n) {
    static Delay of(List<Receipts.Delay> delays) {
      long n = delays.stream().mapToLong(Receipts.Delay::calls).sum();
      return n == 0
          ? new Delay(Optional.empty(), Optional.empty(), 0)
          : new Delay(Optional.of(at(delays, 0.5, n)), Optional.of(at(delays, 0.99, n)), n);
    }

    /// The upper end of the bucket that holds the share, at most 9 % above the true value.
    private static double at(List<Receipts.Delay> delays, double share, long n) {
      long rank = (long) Math.ceil(share * n);
      long passed = 0;
      for (var delay : delays) {
        passed += delay.calls();
        if (passed >= rank) return Math.round(Math.pow(2, delay.bucket() / 8.0) * 10) / 10.0;
      }
      return 0;
    }
  }

  /// @param by `calls`, or `tokens` where the metric counts nothing else
  /// @param rate spans that arrived of what the metrics counted; `low` to `high` holds the rate at
  ///   which the service samples with 95 % confidence
  record Rate(
      String service,
      String metric,
      String by,
      long countedByMetrics,
      long toldBySpans,
      Optional<Double> rate,
      Optional<Double> low,
      Optional<Double> high,
      String why) {
    private static final double Z = 1.96;

    static Rate of(Sampling sampling) {
      double n = sampling.countedByMetrics();
      if (n <= 0)
        return with(sampling, Optional.empty(), 0, 0, "the metric counted nothing in this period");
      double p = sampling.toldBySpans() / n;
      if (p > 1)
        return with(
            sampling, Optional.of(p), 1, p, "more spans than the metric counted: it is incomplete");
      if (!sampling.byCalls())
        return with(sampling, Optional.of(p), p, p, "by tokens: no interval is known");
      // Wilson's interval: holds for few calls and for rates near 0 and 1 too.
      double middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
      double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
      return with(
          sampling, Optional.of(p), Math.max(0, middle - half), Math.min(1, middle + half), "");
    }

    private static Rate with(
        Sampling sampling, Optional<Double> rate, double low, double high, String why) {
      return new Rate(
          sampling.service(),
          sampling.metric(),
          sampling.byCalls() ? "calls" : "tokens",
          sampling.countedByMetrics(),
          sampling.toldBySpans(),
          rate,
          rate.map(_ -> low),
          rate.map(_ -> high),
          why);
    }
  }
}
