package apex.ops.doctor;

import apex.kernel.health.Names;
import apex.kernel.resilience.Deadline;
import apex.ops.doctor.probe.Examiner;
import apex.ops.doctor.probe.Notes;
import apex.ops.doctor.topology.Target;
import apex.ops.doctor.topology.Topology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Examines every service of a topology at once. It is done when the slowest has answered or the
/// longest deadline is over; what hangs is left behind.
public final class Doctor {
  private final Examiner examiner;
  private final List<Witness> witnesses;
  private final InstantSource clock;

  /// @param variables of the environment, for the credentials that a topology names
  public Doctor(Names names, Map<String, String> variables, InstantSource clock) {
    this(names, variables, clock, List.of(new HealthPages()));
  }

  /// @param witnesses who else has evidence, such as logs
  public Doctor(
      Names names, Map<String, String> variables, InstantSource clock, List<Witness> witnesses) {
    this.examiner = new Examiner(names, variables, clock);
    this.witnesses = List.copyOf(witnesses);
    this.clock = clock;
  }

  public Diagnosis examine(Topology topology, Optional<String> environment)
      throws InterruptedException {
    var startedAt = clock.instant();
    var began = System.nanoTime();
    var examined = examined(topology);
    var reasoning = new Reasoning(examined, witnesses);
    return new Diagnosis(
        topology,
        environment,
        startedAt,
        Duration.ofNanos(System.nanoTime() - began),
        reasoning.findings(),
        reasoning.causes(),
        reasoning.exonerated(),
        reasoning.chains());
  }

  private record Begun(Target target, Notes notes, Deadline deadline) {}

  private List<Examined> examined(Topology topology) throws InterruptedException {
    var begun = new ArrayList<Begun>();
    for (var target : topology.targets())
      begun.add(new Begun(target, examiner.begin(target), Deadline.in(target.deadline())));
    var examined = new ArrayList<Examined>();
    for (var each : begun) {
      var seen = each.notes().await(each.deadline().left(), each.target().deadline());
      examined.add(Examined.of(each.target(), seen));
    }
    return examined;
  }
}
