package apex.kernel.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one service found when it asked all it leans on, at one moment.
///
/// @param of the service that asked
/// @param checks by service, in the order of the graph, already judged by it
public record HealthReport(
    DependencyGraph graph, String of, Map<String, Checked> checks, Instant checkedAt) {
  public HealthReport {
    checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
  }

  /// The verdicts alone, by service.
  public Map<String, Verdict> verdicts() {
    var verdicts = new LinkedHashMap<String, Verdict>();
    checks.forEach((name, checked) -> verdicts.put(name, checked.verdict()));
    return verdicts;
  }

  /// How long ago the service answered that answered longest ago.
  public Duration age() {
    var oldest = checks.values().stream().mapToLong(Checked::answered).min();
    return Duration.ofNanos(oldest.isEmpty() ? 0 : System.nanoTime() - oldest.getAsLong());
  }

  /// How the asking service is: `unhealthy` when one it requires is, `degraded` when anything it
  /// leans on is not healthy. An optional one never counts.
  public String overall() {
    if (requirements().anyMatch(verdict -> verdict instanceof Verdict.Unhealthy))
      return "unhealthy";
    var troubled =
        verdicts().entrySet().stream()
            .filter(entry -> counts(entry.getKey()))
            .anyMatch(entry -> !(entry.getValue() instanceof Verdict.Healthy));
    return troubled ? "degraded" : "healthy";
  }

  /// Whether everything that the asking service requires answers.
  public boolean ready() {
    return requirements().allMatch(Verdict::works);
  }

  /// What is worse now because something it uses does not work, one sentence each.
  public List<String> consequences() {
    return asker().stream()
        .flatMap(service -> service.uses().stream())
        .filter(use -> missing(use.service()))
        .map(use -> "%s does not work: %s".formatted(use.service(), use.consequence()))
        .toList();
  }

  private boolean missing(String name) {
    return Optional.ofNullable(checks.get(name))
        .filter(checked -> !checked.verdict().works())
        .isPresent();
  }

  private Stream<Verdict> requirements() {
    return asker().stream()
        .flatMap(service -> Stream.concat(Stream.of(of), service.requires().stream()))
        .flatMap(name -> Optional.ofNullable(checks.get(name)).stream())
        .map(Checked::verdict);
  }

  private Optional<Service> asker() {
    return graph.find(of);
  }

  private boolean counts(String name) {
    return graph.find(name).map(Service::counts).orElse(true);
  }

  /// The services of a phase that were asked, with how they are.
  public Map<String, Verdict> in(Phase phase) {
    var found = new LinkedHashMap<String, Verdict>();
    graph.services().stream()
        .filter(service -> service.phase() == phase && checks.containsKey(service.name()))
        .forEach(service -> found.put(service.name(), verdicts().get(service.name())));
    return found;
  }

  /// The lines an operator searches the log for; empty when nothing failed.
  public List<String> failureLines() {
    var failed = failed(verdicts());
    if (failed.isEmpty()) return List.of();
    var lines = new ArrayList<String>();
    lines.add(
        "Service dependency validation FAILED - %d services failed, critical business functionality at risk"
            .formatted(failed.size()));
    failed.forEach((name, why) -> lines.add("%s: Failed - %s".formatted(name, why)));
    for (var phase : Phase.values()) phaseLine(phase).ifPresent(lines::add);
    return lines;
  }

  private Optional<String> phaseLine(Phase phase) {
    var failed = failed(in(phase)).keySet();
    if (failed.isEmpty()) return Optional.empty();
    var names = failed.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
    return Optional.of(
        "Phase %s validation failed for services: [%s]".formatted(phase.label(), names));
  }

  private Map<String, String> failed(Map<String, Verdict> verdicts) {
    var failed = new LinkedHashMap<String, String>();
    verdicts.forEach((name, verdict) -> {
      if (verdict instanceof Verdict.Unhealthy(var failure) && matters(name))
        failed.put(name, failure.cause());
    });
    return failed;
  }

  /// An optional service that the asking one does not lean on puts nothing at risk.
  private boolean matters(String name) {
    return counts(name)
        || asker().stream().flatMap(DependencyGraph::leansOn).anyMatch(name::equals);
  }
}
