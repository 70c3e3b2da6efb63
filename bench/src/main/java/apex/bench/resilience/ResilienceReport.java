package apex.bench.resilience;

import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Limits and timeouts beside their peers.
///
/// @param steady how long the steady servers ran, in virtual time
/// @param loopbackLimits over real sockets; empty when that was left out
record ResilienceReport(
    long seed,
    Duration steady,
    int calls,
    List<LimitRace> limits,
    List<TimeoutRace> timeouts,
    List<Map<String, Object>> loopbackLimits,
    List<Map<String, Object>> loopbackTimeouts) {
  private static final String OURS = "ours";

  ResilienceReport {
    limits = List.copyOf(limits);
    timeouts = List.copyOf(timeouts);
    loopbackLimits = List.copyOf(loopbackLimits);
    loopbackTimeouts = List.copyOf(loopbackTimeouts);
  }

  /// Whether ours is within every bar; peers and the loopback are not judged.
  boolean well() {
    return limits.stream().filter(race -> race.limiter().equals(OURS)).allMatch(LimitRace::well)
        && timeouts.stream().filter(race -> race.name().equals(OURS)).allMatch(TimeoutRace::well);
  }

  /// As in docs/protocol/bench_resilience.schema.json.
  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_resilience");
    wire.put("seed", seed);
    wire.put("virtual_minutes", steady.toMinutes());
    wire.put("calls", calls);
    wire.put("limits", limits.stream().map(LimitRace::wire).toList());
    wire.put("timeouts", timeouts.stream().map(TimeoutRace::wire).toList());
    wire.put("loopback_limits", loopbackLimits);
    wire.put("loopback_timeouts", loopbackTimeouts);
    wire.put("well", well());
    return wire;
  }

  void print(Terminal terminal) {
    var out = terminal.out();
    out.println(
        "Concurrency, virtual time, seed %d: from 10, at most %d; steady servers for %d min"
            .formatted(seed, Limiter.MOST, steady.toMinutes()));
    new Table(
            List.of("SERVER", "LIMITER", "CAN", "FOUND S", "LEAST", "MOST", "LAST", "VERDICT"),
            limits.stream().map(ResilienceReport::row).toList())
        .print(terminal);
    out.println();
    out.println(
        "Timeout, virtual time: budget %d ms, ceiling %d ms; 36 healthy ones of %d calls each"
            .formatted(TimeoutRace.BUDGET.toMillis(), TimeoutRace.CEILING.toMillis(), calls));
    new Table(
            List.of("TIMEOUT", "CALLS TO BUDGET", "P99 MS", "PROBES", "FALSE %", "OF", "VERDICT"),
            timeouts.stream().map(ResilienceReport::row).toList())
        .print(terminal);
    loopback(terminal, "Over the loopback, 20 workers of 20 ms, 4 to 8 s:", loopbackLimits);
    loopback(terminal, "Over the loopback, 5 ms, then 5 s, then 5 ms:", loopbackTimeouts);
  }

  private static void loopback(
      Terminal terminal, String heading, List<Map<String, Object>> figures) {
    if (figures.isEmpty()) return;
    terminal.out().println();
    terminal.out().println(heading);
    var rows = new ArrayList<List<String>>();
    for (var each : figures) rows.add(each.values().stream().map(String::valueOf).toList());
    var names =
        figures.getFirst().keySet().stream()
            .map(name -> name.replace('_', ' ').toUpperCase(java.util.Locale.ROOT))
            .toList();
    new Table(names, rows).print(terminal);
  }

  private static List<String> row(LimitRace race) {
    return List.of(
        race.scene(),
        race.limiter(),
        "" + race.capacity(),
        race.foundAfter() < 0 ? "never" : "" + race.foundAfter(),
        "" + race.least(),
        "" + race.most(),
        "" + race.last(),
        race.well() ? "well" : "not within a fifth");
  }

  private static List<String> row(TimeoutRace race) {
    return List.of(
        race.name(),
        "" + race.callsToBudget(),
        "" + race.p99AfterMs(),
        race.probesToNormal() < 0 ? "never" : "" + race.probesToNormal(),
        "%.3f".formatted(100 * race.worstFalse()),
        race.worstOf(),
        race.well() ? "well" : "not within the bars");
  }
}
