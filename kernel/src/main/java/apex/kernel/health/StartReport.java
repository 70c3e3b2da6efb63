package apex.kernel.health;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far a process has come up, phase by phase.
///
/// @param status `starting` or `started`
/// @param waitingFor what it cannot go on without, in words; absent once it has started
public record StartReport(String status, Optional<String> waitingFor, List<Part> phases) {
  public StartReport {
    phases = List.copyOf(phases);
  }

  /// One phase.
  ///
  /// @param status `waiting`, `running`, `passed` or `failed`
  /// @param tookMs absent for a phase that this process only watches
  /// @param services how each service of the phase is now, in words
  public record Part(
      String phase, String status, Optional<Long> tookMs, Map<String, String> services) {}

  /// @param waitingFor empty when the process has started
  public static StartReport of(
      HealthReport report, PhasedStart start, Optional<String> waitingFor) {
    var begun = start.states();
    var parts =
        Arrays.stream(Phase.values())
            .filter(phase -> begun.containsKey(phase) || !report.in(phase).isEmpty())
            .map(phase -> part(phase, Optional.ofNullable(begun.get(phase)), report.in(phase)))
            .toList();
    return new StartReport(waitingFor.isEmpty() ? "started" : "starting", waitingFor, parts);
  }

  public boolean done() {
    return waitingFor.isEmpty();
  }

  private static Part part(
      Phase phase, Optional<PhasedStart.State> begun, Map<String, Verdict> verdicts) {
    var services = new LinkedHashMap<String, String>();
    verdicts.forEach((name, verdict) -> services.put(name, verdict.sentence()));
    return new Part(
        phase.label(),
        begun.map(PhasedStart.State::status).orElseGet(() -> watched(verdicts)),
        begun.map(PhasedStart.State::took).map(Duration::toMillis),
        services);
  }

  private static String watched(Map<String, Verdict> verdicts) {
    return verdicts.values().stream().allMatch(Verdict::works) ? "passed" : "waiting";
  }
}
