package apex.bench;

import apex.bench.load.Distribution;
import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the audit benchmark measured: the whole command as a person runs it, its start included.
///
/// @param files that were audited
/// @param cold without a cache of the audit; the system may hold the files in memory
/// @param coldInside milliseconds of it in the tool, as the tool says
/// @param warm nothing changed since
/// @param oracle one process of CPython: `ast.parse` of each file and the same import facts
/// @param installed the facts of every installed package beside the oracle's, when asked for
/// @param load average of the machine in the last minute, before and after
record AuditResult(
    Machine machine,
    String python,
    int files,
    int rounds,
    Clocked cold,
    long coldInside,
    Clocked warm,
    long warmInside,
    Clocked oracle,
    FactsBeside facts,
    java.util.Optional<FactsBeside> installed,
    List<Double> load)
    implements Measured {
  static final double COLD_GOAL_S = 4;
  static final double WARM_GOAL_S = 0.5;
  static final double RATIO_GOAL = 15;

  /// How many times faster than the oracle.
  double ratio() {
    return Distribution.rounded(oracle.wall() / Math.max(0.001, cold.wall()));
  }

  double cpuRatio() {
    return Distribution.rounded(oracle.cpu() / Math.max(0.001, cold.cpu()));
  }

  /// The goals are for 10,000 files; of fewer only the facts count.
  @Override
  public boolean well() {
    return facts.same()
        && installed.map(FactsBeside::same).orElse(true)
        && (files < AuditBench.FILES || fast());
  }

  private boolean fast() {
    return cold.wall() < COLD_GOAL_S && warm.wall() < WARM_GOAL_S && ratio() >= RATIO_GOAL;
  }

  /// As in docs/protocol/bench_audit.schema.json.
  @Override
  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_audit");
    wire.put("files", files);
    wire.put("cold", part(cold, coldInside));
    wire.put("warm", part(warm, warmInside));
    wire.put("oracle", oracle.wire());
    wire.put("ratio", ratio());
    wire.put("cpu_ratio", cpuRatio());
    wire.put("facts", facts.wire());
    installed.ifPresent(its -> wire.put("installed", its.wire()));
    wire.put("goals", Map.of("cold_s", COLD_GOAL_S, "warm_s", WARM_GOAL_S, "ratio", RATIO_GOAL));
    wire.put("settings", Map.of("rounds", rounds, "python", python));
    wire.put("load", load);
    wire.put("machine", machine.wire());
    return wire;
  }

  private static Map<String, Object> part(Clocked run, long inside) {
    var wire = new LinkedHashMap<>(run.wire());
    wire.put("tool_ms", inside);
    return wire;
  }

  @Override
  public void print(Terminal terminal) {
    var out = terminal.out();
    out.println("machine   " + machine.sentence());
    out.println(
        "settings  %,d files of Python %s's standard library; middle of %d rounds; load %.1f before, %.1f after"
            .formatted(files, python, rounds, load.getFirst(), load.getLast()));
    out.println();
    new Table(
            List.of("whole command", "wall s", "processor s", "in the tool s", "goal"),
            List.of(
                row("cold, no cache", cold, coldInside, "under 4"),
                row("warm, nothing changed", warm, warmInside, "under 0.5"),
                row("oracle: ast in one process", oracle, -1, "")))
        .print(terminal);
    out.println();
    out.println(
        "%.1f times faster than the oracle by the clock (goal 15), %.1f times less processor time"
            .formatted(ratio(), cpuRatio()));
    out.println(facts.sentence());
    installed.ifPresent(its -> out.println("installed packages: " + its.sentence()));
    facts
        .rejected()
        .forEach((path, why) -> out.println("  the oracle rejects " + path + ": " + why));
  }

  private static List<String> row(String name, Clocked run, long inside, String goal) {
    return List.of(
        name,
        "%.2f".formatted(run.wall()),
        "%.2f".formatted(run.cpu()),
        inside < 0 ? "" : "%.2f".formatted(inside / 1000.0),
        goal);
  }
}
