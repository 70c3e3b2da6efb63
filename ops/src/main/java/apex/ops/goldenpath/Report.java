package apex.ops.goldenpath;

import apex.ops.goldenpath.Check.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What became of a walk.
public record Report(String backend, List<Check> checks) {
  public Report {
    checks = List.copyOf(checks);
  }

  public List<Check> all(Outcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).toList();
  }

  public boolean passed() {
    return !checks.isEmpty() && all(Outcome.FAILED).isEmpty();
  }

  public double ms() {
    return checks.stream().mapToDouble(Check::ms).sum();
  }

  /// As in docs/protocol/golden_path.schema.json.
  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "golden_path");
    wire.put("backend", backend);
    wire.put("status", passed() ? Outcome.PASSED.label() : Outcome.FAILED.label());
    for (var outcome : Outcome.values()) wire.put(outcome.label(), all(outcome).size());
    wire.put("ms", rounded(ms()));
    wire.put("checks", checks.stream().map(Report::wire).toList());
    return wire;
  }

  private static Map<String, Object> wire(Check check) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("name", check.name());
    wire.put("status", check.outcome().label());
    wire.put("ms", rounded(check.ms()));
    wire.put("detail", check.detail());
    return wire;
  }

  private static double rounded(double ms) {
    return Math.round(ms * 1000) / 1000.0;
  }

  /// `12 passed, 0 failed, 1 skipped in 412 ms`
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%d passed, %d failed, %d skipped in %.0f ms",
        all(Outcome.PASSED).size(),
        all(Outcome.FAILED).size(),
        all(Outcome.SKIPPED).size(),
        ms());
  }
}
