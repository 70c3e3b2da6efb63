package apex.auth.api;

import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.kernel.failure.Category;
import apex.kernel.health.Checked;
import apex.kernel.health.HealthReport;
import apex.kernel.health.HealthWatch;
import apex.kernel.health.PhasedStart;
import apex.kernel.health.StartReport;
import apex.kernel.health.Verdict;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// How auth is, from the latest background report: no answer waits for a database.
public final class HealthApi {
  private static final String IETF = "application/health+json";
  private static final String DATABASE = "database_postgres";
  private static final long THRESHOLD_MS = 500;

  private final Vitals vitals;
  private final HealthWatch watch;
  private final PhasedStart start;
  private final Supplier<Optional<String>> waitingFor;

  record Health(
      String status,
      String service,
      String version,
      Instant timestamp,
      long uptimeSeconds,
      String databaseStatus,
      String environment,
      Map<String, Check> checks,
      Instant checkedAt,
      long ageMs,
      boolean stale) {}

  /// @param pendingMs how long the oldest open question has waited for its answer
  record Check(
      String status,
      Optional<Long> responseTimeMs,
      long thresholdMs,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> error,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> category,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> probeFault,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> contested,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean derived,
      long ageMs,
      long pendingMs,
      long lastingMs) {
    static Check of(Checked checked) {
      return new Check(
          checked.verdict().label(),
          took(checked.verdict()),
          THRESHOLD_MS,
          checked.verdict().trouble(),
          checked.verdict().kind().map(Category::label),
          checked.probeFault(),
          checked.contested().map(Verdict::sentence),
          checked.derived(),
          checked.age().toMillis(),
          checked.pending().toMillis(),
          checked.lasting().toMillis());
    }
  }

  record DatabaseState(
      String status,
      String databaseStatus,
      Optional<Long> responseTimeMs,
      long thresholdMs,
      Optional<String> error,
      Instant checkedAt,
      long ageMs,
      boolean stale) {}

  /// @param waitingFor what the start cannot go on without; empty when it is done
  public HealthApi(
      Vitals vitals, HealthWatch watch, PhasedStart start, Supplier<Optional<String>> waitingFor) {
    this.vitals = vitals;
    this.watch = watch;
    this.start = start;
    this.waitingFor = waitingFor;
  }

  public Routes.Builder addTo(Routes.Builder routes) {
    return routes
        .get("/health", this::health)
        .get("/health/live", _ -> Response.json(Map.of("status", "healthy")))
        .get("/health/ready", this::ready)
        .get("/health/startup", this::started)
        .get("/health/database", this::database);
  }

  private Response health(Request request) {
    var report = watch.latest();
    var code = report.overall().equals("unhealthy") ? 503 : 200;
    if (request.accepts(IETF))
      return Response.of(code, IETF, apex.edge.json.Json.bytes(ietf(report)));
    return Response.json(code, health(report));
  }

  private Health health(HealthReport report) {
    return new Health(
        report.overall(),
        "auth-service",
        vitals.version(),
        vitals.now(),
        vitals.uptimeSeconds(),
        databaseStatus(database(report)),
        vitals.stage().label(),
        checks(report),
        report.checkedAt(),
        watch.age().toMillis(),
        watch.stale());
  }

  private static Map<String, Check> checks(HealthReport report) {
    var checks = new LinkedHashMap<String, Check>();
    report.checks().forEach((name, checked) -> checks.put(name, Check.of(checked)));
    return checks;
  }

  private Response ready(Request request) {
    var ready = waitingFor.get().isEmpty() && watch.latest().ready();
    var status = ready ? "ready" : "not_ready";
    var why = ready ? Optional.<String>empty() : Optional.of(why());
    var body = new LinkedHashMap<String, Object>();
    body.put("status", status);
    why.ifPresent(text -> body.put("why", text));
    return Response.json(ready ? 200 : 503, body);
  }

  private String why() {
    return waitingFor
        .get()
        .orElseGet(() -> DATABASE + " is " + database(watch.latest()).sentence());
  }

  private Response started(Request request) {
    var report = StartReport.of(watch.latest(), start, waitingFor.get());
    return Response.json(report.done() ? 200 : 503, report);
  }

  private Response database(Request request) {
    var report = watch.latest();
    var verdict = database(report);
    var state =
        new DatabaseState(
            verdict.label(),
            databaseStatus(verdict),
            took(verdict),
            THRESHOLD_MS,
            verdict.trouble(),
            report.checkedAt(),
            watch.age().toMillis(),
            watch.stale());
    return Response.json(verdict instanceof Verdict.Unhealthy ? 503 : 200, state);
  }

  private Map<String, Object> ietf(HealthReport report) {
    var body = new LinkedHashMap<String, Object>();
    body.put("status", ietf(report.overall()));
    body.put("version", vitals.version());
    body.put("serviceId", "auth-service");
    var checks = new LinkedHashMap<String, Object>();
    report
        .checks()
        .forEach((name, checked) ->
            checks.put(name + ":responseTime", List.of(ietf(name, checked, report))));
    body.put("checks", checks);
    return body;
  }

  private static Map<String, Object> ietf(String name, Checked checked, HealthReport report) {
    var check = new LinkedHashMap<String, Object>();
    check.put("componentType", name.equals(DATABASE) ? "datastore" : "component");
    took(checked.verdict()).ifPresent(ms -> check.put("observedValue", ms));
    took(checked.verdict()).ifPresent(_ -> check.put("observedUnit", "ms"));
    check.put("status", ietf(checked.verdict().label()));
    check.put("time", report.checkedAt().minus(checked.age()));
    checked.verdict().trouble().ifPresent(why -> check.put("output", why));
    return check;
  }

  private static String ietf(String label) {
    return switch (label) {
      case "healthy" -> "pass";
      case "unhealthy" -> "fail";
      default -> "warn";
    };
  }

  private static Verdict database(HealthReport report) {
    return Optional.ofNullable(report.verdicts().get(DATABASE))
        .orElseGet(() -> new Verdict.Unknown("not asked yet"));
  }

  private static String databaseStatus(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Healthy _ -> "connected";
      case Verdict.Degraded _ -> "degraded";
      case Verdict.Unhealthy _ -> "unreachable";
      case Verdict.Unknown _, Verdict.Blocked _ -> "unknown";
    };
  }

  private static Optional<Long> took(Verdict verdict) {
    return verdict.duration().map(java.time.Duration::toMillis);
  }
}
