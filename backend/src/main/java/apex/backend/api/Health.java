package apex.backend.api;

import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.edge.json.Json;
import apex.kernel.environment.Stage;
import apex.kernel.failure.Category;
import apex.kernel.health.Checked;
import apex.kernel.health.HealthReport;
import apex.kernel.health.HealthWatch;
import apex.kernel.health.PhasedStart;
import apex.kernel.health.Probe;
import apex.kernel.health.StartReport;
import apex.kernel.health.Verdict;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How the backend is, from the latest report of the background watch: never slow, whatever hangs.
final class Health {
  private static final String IETF = "application/health+json";

  private final HealthWatch watch;
  private final PhasedStart start;
  private final Map<String, Duration> thresholds;
  private final Stage stage;
  private final String version;
  private final InstantSource clock;
  private final Instant startedAt;

  Health(
      HealthWatch watch,
      PhasedStart start,
      List<Probe> probes,
      Stage stage,
      String version,
      InstantSource clock) {
    this.watch = watch;
    this.start = start;
    this.thresholds = new LinkedHashMap<>();
    probes.forEach(probe -> thresholds.put(probe.service(), probe.threshold()));
    this.stage = stage;
    this.version = version;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /// @param responseTimeMs empty when there was no answer to time
  /// @param probeFault what is wrong with the probe itself; the status is then the last real one
  /// @param contested its latest answer, where that says otherwise and nothing agrees yet
  /// @param derived the status follows from another service alone
  /// @param ageMs how long ago it answered, or was given up
  /// @param pendingMs how long the oldest open question has waited for its answer
  /// @param lastingMs how long it has been like this, as far as was watched
  record Check(
      String status,
      Optional<Long> responseTimeMs,
      long thresholdMs,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> error,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> category,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> remedy,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> blockedBy,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> probeFault,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> contested,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean derived,
      long ageMs,
      long pendingMs,
      long lastingMs) {}

  record Whole(
      String status,
      String service,
      String version,
      Instant timestamp,
      double uptimeSeconds,
      String environment,
      Map<String, Check> checks,
      Instant checkedAt,
      long ageMs,
      boolean stale) {}

  record Alive(String status, String service, Instant timestamp) {}

  List<Endpoint> endpoints() {
    return List.of(
        endpoint("/health", "How the backend and what it leans on are", Whole.class, this::whole),
        endpoint("/health/live", "Whether the process runs", Alive.class, this::live),
        endpoint("/health/ready", "Whether it can serve: 200 or 503", Whole.class, this::ready),
        endpoint("/health/startup", "The phases of the start", StartReport.class, this::startup),
        endpoint("/health/database", "The databases alone", Whole.class, this::database));
  }

  private static Endpoint endpoint(
      String path, String summary, Class<?> shape, apex.edge.http.Handler handler) {
    return Endpoint.get(path, Endpoint.Access.ANYONE, summary, handler)
        .answers(200, shape)
        .answers(503, shape);
  }

  /// Whether requests can be answered.
  boolean ready() {
    return watch.latest().ready();
  }

  private Response whole(Request request) {
    var report = watch.latest();
    int status = report.overall().equals("unhealthy") ? 503 : 200;
    return request.accepts(IETF)
        ? ietf(report, status)
        : Response.json(status, whole(report, report.overall(), report.checks()));
  }

  private Response live(Request request) {
    return Response.json(new Alive("healthy", "backend", clock.instant()));
  }

  private Response ready(Request request) {
    var report = watch.latest();
    return Response.json(
        report.ready() ? 200 : 503, whole(report, report.overall(), report.checks()));
  }

  private Response database(Request request) {
    var report = watch.latest();
    var databases = new LinkedHashMap<>(report.checks());
    databases.keySet().removeIf(name -> !name.startsWith("database_"));
    int status = report.ready() ? 200 : 503;
    return Response.json(status, whole(report, report.overall(), databases));
  }

  private Response startup(Request request) {
    var report = watch.latest();
    var started = StartReport.of(report, start, waitingFor(report));
    return Response.json(started.done() ? 200 : 503, started);
  }

  private static Optional<String> waitingFor(HealthReport report) {
    return report.ready()
        ? Optional.empty()
        : Optional.of(
            report.verdicts().entrySet().stream()
                .filter(entry -> !entry.getValue().works())
                .map(entry -> entry.getKey() + " is " + entry.getValue().sentence())
                .collect(Collectors.joining("; ")));
  }

  private Whole whole(HealthReport report, String status, Map<String, Checked> checked) {
    return new Whole(
        status,
        "backend",
        version,
        clock.instant(),
        Duration.between(startedAt, clock.instant()).toMillis() / 1000.0,
        stage.label(),
        checks(checked),
        report.checkedAt(),
        watch.age().toMillis(),
        watch.stale());
  }

  private Map<String, Check> checks(Map<String, Checked> checked) {
    var checks = new LinkedHashMap<String, Check>();
    checked.forEach((name, each) -> checks.put(name, check(name, each)));
    return checks;
  }

  private Check check(String name, Checked checked) {
    var threshold = thresholds.getOrDefault(name, Duration.ofMillis(500)).toMillis();
    var verdict = checked.verdict();
    return new Check(
        verdict.label(),
        verdict.duration().map(Duration::toMillis),
        threshold,
        verdict.trouble(),
        verdict.kind().map(Category::label),
        remedy(verdict),
        blockedBy(verdict),
        checked.probeFault(),
        checked.contested().map(Verdict::sentence),
        checked.derived(),
        checked.age().toMillis(),
        checked.pending().toMillis(),
        checked.lasting().toMillis());
  }

  private static Optional<String> remedy(Verdict verdict) {
    return verdict instanceof Verdict.Unhealthy(var failure)
        ? Optional.of(failure.remedy())
        : Optional.empty();
  }

  private static Optional<String> blockedBy(Verdict verdict) {
    return verdict instanceof Verdict.Blocked(var by) ? Optional.of(by) : Optional.empty();
  }

  /// The shape of the IETF's health check draft.
  private Response ietf(HealthReport report, int status) {
    var checks = new LinkedHashMap<String, List<Map<String, Object>>>();
    report
        .checks()
        .forEach((name, checked) ->
            checks.put(name + ":responseTime", List.of(ietf(name, checked, report))));
    var body =
        Map.of(
            "status",
            word(report.overall()),
            "version",
            version,
            "serviceId",
            "backend",
            "checks",
            checks);
    return Response.of(status, IETF, Json.write(body).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> ietf(String name, Checked checked, HealthReport report) {
    var verdict = checked.verdict();
    var check = new LinkedHashMap<String, Object>();
    check.put("componentType", name.startsWith("database_") ? "datastore" : "component");
    check.put("status", word(verdict.label()));
    verdict.duration().ifPresent(took -> check.put("observedValue", took.toMillis()));
    verdict.duration().ifPresent(_ -> check.put("observedUnit", "ms"));
    check.put("time", report.checkedAt().minus(checked.age()));
    verdict.trouble().ifPresent(why -> check.put("output", why));
    return check;
  }

  private static String word(String status) {
    return switch (status) {
      case "healthy" -> "pass";
      case "unhealthy" -> "fail";
      default -> "warn";
    };
  }
}
