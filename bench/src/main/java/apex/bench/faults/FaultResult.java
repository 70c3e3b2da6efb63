package apex.bench.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the doctor said of one fault.
///
/// @param wrong what was not as written down beforehand; empty when all was
/// @param recovery from the end of the fault until all was healthy again; empty when it was not
record FaultResult(
    Fault fault, String cause, List<String> wrong, Duration examined, Optional<Duration> recovery) {
  static final Duration RECOVERY_GOAL = Duration.ofSeconds(5);

  FaultResult {
    wrong = List.copyOf(wrong);
  }

  boolean right() {
    return wrong.isEmpty() && recovered();
  }

  boolean recovered() {
    return recovery.filter(took -> took.compareTo(RECOVERY_GOAL) <= 0).isPresent();
  }

  /// As in docs/protocol/bench_faults.schema.json.
  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("name", fault.name());
    wire.put("held_out", fault.heldOut());
    wire.put("double", fault.twofold());
    wire.put("service", fault.service());
    wire.put("state", fault.state());
    wire.put("category", fault.category());
    wire.put("causes", List.copyOf(fault.causes()));
    wire.put("said", cause);
    wire.put("wrong", wrong);
    wire.put("examined_ms", examined.toMillis());
    wire.put("recovered_ms", recovery.map(Duration::toMillis));
    return wire;
  }
}
