package apex.ops.doctor;

import apex.kernel.failure.Failure;
import apex.kernel.health.Verdict;
import apex.ops.doctor.topology.Target;
import java.util.List;
import java.util.Optional;

/// One service as it is judged together with all others.
///
/// @param failure what is wrong, where it has a kind; also of a degraded one
/// @param because what it leans on that explains it; empty when nothing does
/// @param itself whether it is wrong by itself, whatever else explains a part of it
public record Finding(
    Examined examined,
    Verdict verdict,
    FaultScope scope,
    Optional<Failure> failure,
    List<String> because,
    boolean itself) {
  public Finding {
    because = List.copyOf(because);
  }

  public Target target() {
    return examined.target();
  }

  public String name() {
    return examined.name();
  }

  public boolean abnormal() {
    return !(verdict instanceof Verdict.Healthy);
  }

  /// Whether those that lean on it may suffer from it.
  boolean harms() {
    return abnormal() && scope == FaultScope.SERVICE;
  }

  /// `unhealthy: connection refused`, as a part of a sentence.
  public String words() {
    return verdict instanceof Verdict.Blocked(var by)
        ? "unknown, blocked by " + by
        : verdict.label() + verdict.trouble().map(why -> ": " + why).orElse("");
  }
}
