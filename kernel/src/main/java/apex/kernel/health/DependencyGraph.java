package apex.kernel.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Who depends on whom. In the order of its services: each stands after those it leans on, so there
/// is no circle.
public record DependencyGraph(List<Service> services) {
  public DependencyGraph {
    services = List.copyOf(services);
    var known = new ArrayList<String>();
    for (var service : services) {
      leansOn(service)
          .filter(name -> !known.contains(name))
          .findFirst()
          .ifPresent(name -> refuse(service, name));
      known.add(service.name());
    }
  }

  /// The house as it is built.
  public static DependencyGraph house() {
    return new DependencyGraph(
        List.of(
            core("database_postgres", Phase.PHASE_1_CORE),
            core("database_redis", Phase.PHASE_1_CORE),
            new Service(
                "auth_service",
                Phase.PHASE_2_AUTH,
                List.of("database_postgres"),
                List.of(use("database_redis", "rate limits are counted in PostgreSQL")),
                true),
            core("database_clickhouse", Phase.PHASE_3_BACKEND),
            new Service("llm_service", Phase.PHASE_3_BACKEND, List.of(), List.of(), false),
            new Service("ingest_spool", Phase.PHASE_3_BACKEND, List.of(), List.of(), false),
            new Service(
                "backend_service",
                Phase.PHASE_3_BACKEND,
                List.of("database_postgres"),
                List.of(
                    use("database_redis", "events arrive up to a second later"),
                    use("database_clickhouse", "answers lack figures and imports are refused"),
                    use("ingest_spool", "telemetry that was acknowledged is not counted yet"),
                    use("auth_service", "nobody can sign in; valid tokens still work")),
                true),
            frontend("websocket_service"),
            frontend("frontend_service")));
  }

  private static Service core(String name, Phase phase) {
    return new Service(name, phase, List.of(), List.of(), true);
  }

  private static Service frontend(String name) {
    return new Service(name, Phase.PHASE_4_FRONTEND, List.of("backend_service"), List.of(), true);
  }

  private static Service.Use use(String service, String consequence) {
    return new Service.Use(service, consequence);
  }

  public Optional<Service> find(String name) {
    return services.stream().filter(service -> service.name().equals(name)).findFirst();
  }

  /// Those services in an order in which each stands after what it leans on. Refuses with the
  /// circle or the missing name in words.
  public static DependencyGraph of(Collection<Service> services) {
    return new DependencyGraph(new Ordering(services).ordered());
  }

  /// The longest chain of `took` over what is leaned on, ending at the service named first: what a
  /// start or a check can not be faster than.
  public List<String> criticalPath(Map<String, Duration> took) {
    var longest = new LinkedHashMap<String, List<String>>();
    for (var service : services) {
      var before =
          leansOn(service)
              .map(name -> longest.getOrDefault(name, List.of()))
              .max(Comparator.comparing((List<String> path) -> sum(path, took)))
              .orElse(List.of());
      var path = new ArrayList<>(before);
      path.add(service.name());
      longest.put(service.name(), path);
    }
    return longest.values().stream()
        .max(Comparator.comparing((List<String> path) -> sum(path, took)))
        .orElse(List.of());
  }

  private static Duration sum(List<String> path, Map<String, Duration> took) {
    return path.stream()
        .map(name -> took.getOrDefault(name, Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// As [#judge], keeping when each was answered.
  Map<String, Checked> judgeChecks(Map<String, Checked> checks) {
    var verdicts = new LinkedHashMap<String, Verdict>();
    checks.forEach((name, checked) -> verdicts.put(name, checked.verdict()));
    var judged = new LinkedHashMap<String, Checked>();
    judge(verdicts)
        .forEach((name, verdict) ->
            Optional.ofNullable(checks.get(name))
                .ifPresent(checked -> judged.put(name, checked.judged(verdict))));
    return judged;
  }

  /// What was asked, seen together: a service whose requirement does not work is [Verdict.Blocked]
  /// by it, one whose used service does not is at best [Verdict.Degraded]. A service that was not
  /// asked and has nothing to judge it by is absent.
  public Map<String, Verdict> judge(Map<String, Verdict> asked) {
    var judged = new LinkedHashMap<String, Verdict>();
    for (var service : services)
      Optional.ofNullable(asked.get(service.name()))
          .ifPresent(verdict -> judged.put(service.name(), judge(service, verdict, judged)));
    return judged;
  }

  private static Verdict judge(Service service, Verdict own, Map<String, Verdict> judged) {
    return blocked(service, judged).orElseGet(() -> own(service, own, judged));
  }

  private static Optional<Verdict> blocked(Service service, Map<String, Verdict> judged) {
    return judged.entrySet().stream()
        .filter(other -> service.requires().contains(other.getKey()) && !other.getValue().works())
        .findFirst()
        .map(other -> new Verdict.Blocked(root(other.getKey(), other.getValue())));
  }

  private static String root(String name, Verdict verdict) {
    return verdict instanceof Verdict.Blocked(var by) ? by : name;
  }

  private static Verdict own(Service service, Verdict own, Map<String, Verdict> judged) {
    if (!(own instanceof Verdict.Healthy(var took))) return own;
    return service.uses().stream()
        .filter(use ->
            Optional.ofNullable(judged.get(use.service())).filter(v -> !v.works()).isPresent())
        .findFirst()
        .<Verdict>map(use ->
            new Verdict.Degraded(
                took, "without %s: %s".formatted(use.service(), use.consequence())))
        .orElse(own);
  }

  static Stream<String> leansOn(Service service) {
    return Stream.concat(
        service.requires().stream(), service.uses().stream().map(Service.Use::service));
  }

  private static void refuse(Service service, String name) {
    throw new IllegalArgumentException(
        "%s must stand after %s, which it leans on".formatted(service.name(), name));
  }
}
