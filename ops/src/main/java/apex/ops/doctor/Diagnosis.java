package apex.ops.doctor;

import apex.kernel.health.Verdict;
import apex.ops.doctor.topology.Topology;
import apex.ops.terminal.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that an examination found.
///
/// @param environment as it was named by the operator
/// @param findings in the order of the topology
public record Diagnosis(
    Topology topology,
    Optional<String> environment,
    Instant startedAt,
    Duration took,
    List<Finding> findings,
    List<Cause> causes,
    List<Exoneration> exonerated,
    List<Chain> chains) {

  /// What nothing else explains.
  ///
  /// @param words what was seen
  public record Cause(Finding finding, String words, String remedy) {}

  /// What might be suspected and works, and who says so.
  public record Exoneration(String service, List<String> witnesses, String words) {}

  /// From a symptom down to its cause, each step explained by the next.
  public record Chain(List<Link> links, String end) {}

  /// @param why what binds it to the next one, empty at the end
  public record Link(String service, String words, String onset, String why) {}

  public Diagnosis {
    findings = List.copyOf(findings);
    causes = List.copyOf(causes);
    exonerated = List.copyOf(exonerated);
    chains = List.copyOf(chains);
  }

  /// `unhealthy` when something required is; `degraded` when anything that counts is not healthy.
  public String overall() {
    var counting = findings.stream().filter(finding -> !finding.target().optional()).toList();
    if (counting.stream().anyMatch(f -> required(f) && f.verdict() instanceof Verdict.Unhealthy))
      return "unhealthy";
    return counting.stream().anyMatch(Finding::abnormal) ? "degraded" : "healthy";
  }

  /// What is only used is missed, not needed.
  private boolean required(Finding finding) {
    var dependants = topology.dependants(finding.name());
    return dependants.isEmpty()
        || dependants.stream().anyMatch(each -> each.requires().contains(finding.name()));
  }

  public int exitCode() {
    if (findings.stream().allMatch(finding -> finding.verdict() instanceof Verdict.Unknown))
      return ExitCode.UNKNOWN;
    return overall().equals("healthy") ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  /// Different addresses that names were resolved to.
  public long addresses() {
    return findings.stream()
        .flatMap(f -> f.examined().seen().addresses().stream())
        .distinct()
        .count();
  }

  public long connections() {
    return findings.stream().mapToLong(f -> f.examined().seen().connections()).sum();
  }

  public long sent() {
    return findings.stream().mapToLong(f -> f.examined().seen().sent()).sum();
  }

  public long received() {
    return findings.stream().mapToLong(f -> f.examined().seen().received()).sum();
  }
}
