package apex.backend.api;

import apex.backend.export.FocusExport;
import apex.backend.export.FocusMonth;
import apex.backend.export.FocusVersion;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.spend.figures.Slice;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.WorkspaceSettings;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/// `GET /api/export/focus?month&version&as_of`: a month of usage for the tools of finance. What the
/// file holds stands in the headers, so that whoever reads it knows that it is whole.
public final class Exports {
  private final UsageQuery usage;
  private final WorkspaceSettings workspaces;
  private final Function<Request, Identity> callers;

  /// @param callers who a request's token proves to be asking
  public Exports(
      UsageQuery usage, WorkspaceSettings workspaces, Function<Request, Identity> callers) {
    this.usage = usage;
    this.workspaces = workspaces;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/export/focus",
                Endpoint.Access.TOKEN,
                "A month of usage as FOCUS rows in CSV; what has no price is counted in a header",
                this::focus)
            .asking("month", "such as 2026-01, in the workspace's billing zone")
            .asking("version", "1.2 or 1.5-draft")
            .asking("as_of", "the usage to count, as an answer names it; the newest without it")
            .answers(200, String.class));
  }

  private Response focus(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    var zone = workspaces.seen(caller.workspace(), ZoneId.of("UTC")).billingZone();
    var month = new FocusMonth(caller.workspace().id(), month(request), zone);
    var version = request.query("version", FocusVersion::parse).orElse(FocusVersion.V1_2);
    var asOf = request.query("as_of", Exports::number).orElseGet(usage::asOf);
    var reading = usage.at(caller.workspace().id(), Slice.all(month.period()), asOf);
    var export = new FocusExport(month, version);
    var contents = export.contents(reading);
    var total = reading.total().value();
    return Response.streamed("text/csv; charset=utf-8", out -> export.to(reading, out))
        .with("X-Apex-As-Of", Long.toString(asOf))
        .with("X-Apex-Rows", Long.toString(contents.rows()))
        .with("X-Apex-Total-Usd", contents.usd().stripTrailingZeros().toPlainString())
        .with("X-Apex-Unpriced-Calls", Long.toString(total.unpricedCalls()))
        .with("X-Apex-Tokens-Priced", Double.toString(total.tokensPriced()))
        .with("X-Apex-Low-Usd", total.low().stripTrailingZeros().toPlainString())
        .with(
            "X-Apex-High-Usd",
            total.high().map(usd -> usd.stripTrailingZeros().toPlainString()).orElse("unknown"))
        .with("Content-Digest", digest(contents.sha256()))
        .with(
            "Content-Disposition",
            "attachment; filename=\"focus-%s-%s.csv\"".formatted(version.word(), month.month()));
  }

  private static YearMonth month(Request request) {
    return request
        .query("month", Exports::yearMonth)
        .orElseThrow(() ->
            new ApexException(ErrorCode.INVALID_REQUEST, "month must be given, such as 2026-01"));
  }

  private static YearMonth yearMonth(String text) {
    try {
      var month = YearMonth.parse(text);
      if (month.getYear() >= 2015 && month.getYear() <= 2200) return month;
    } catch (DateTimeParseException broken) {
      // told below
    }
    throw new IllegalArgumentException("must be a month such as 2026-01");
  }

  private static Long number(String text) {
    try {
      var number = Long.parseLong(text);
      if (number >= 0) return number;
    } catch (NumberFormatException broken) {
      // told below
    }
    throw new IllegalArgumentException("must be a whole number, 0 or more");
  }

  /// As RFC 9530 writes it.
  private static String digest(String sha256) {
    return "sha-256=:%s:"
        .formatted(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)));
  }
}
