package apex.bench;

import apex.bench.load.Distribution;
import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How soon health answers while everything it asks hangs.
///
/// @param deadline of each probe
/// @param health `/health` of a server whose watch asks the hung ones, asked again and again
/// @param fresh a round of all probes, waited for
/// @param doctor a diagnosis of a topology of hung services
/// @param peerWell Actuator's `/actuator/health` before any probe hangs: it works
/// @param peerHung the same with the hung probes; empty when it did not answer within `patience`
/// @param patience how long the peer was waited for
record HungResult(
    Machine machine,
    int probes,
    Duration deadline,
    Distribution health,
    double fresh,
    double doctor,
    double peerWell,
    Optional<Double> peerHung,
    Duration patience)
    implements Measured {
  /// Beyond the deadline, for everything that is not waiting.
  static final Duration GRACE = Duration.ofMillis(100);

  @Override
  public boolean well() {
    double bound = deadline.plus(GRACE).toMillis();
    return health.max() <= bound && fresh <= bound && doctor <= bound;
  }

  @Override
  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_hung");
    wire.put("probes", probes);
    wire.put("deadline_ms", deadline.toMillis());
    wire.put("bound_ms", deadline.plus(GRACE).toMillis());
    wire.put("within_bound", well());
    wire.put("health_ms", health.wire());
    wire.put("fresh_round_ms", fresh);
    wire.put("doctor_ms", doctor);
    wire.put("actuator_without_hung_ms", peerWell);
    wire.put("actuator_ms", peerHung);
    wire.put("actuator_patience_ms", patience.toMillis());
    wire.put("machine", machine.wire());
    return wire;
  }

  @Override
  public void print(Terminal terminal) {
    var rows =
        List.of(
            row("/health from the watch, p50", health.p50()),
            row("/health from the watch, slowest", health.max()),
            row("one round of all probes, waited for", fresh),
            row("doctor", doctor),
            row("Actuator, nothing hung", peerWell),
            List.of(
                "Actuator, the same probes",
                peerHung
                    .map(HungResult::ms)
                    .orElse("no answer within %d s".formatted(patience.toSeconds()))));
    terminal
        .out()
        .println(
            "%d hung probes, deadline %d ms, bound %d ms: %s"
                .formatted(
                    probes,
                    deadline.toMillis(),
                    deadline.plus(GRACE).toMillis(),
                    well() ? "within" : "BROKEN"));
    new Table(List.of("what", "ms"), rows).print(terminal);
    terminal.out().println(machine.sentence());
  }

  private static List<String> row(String what, double ms) {
    return List.of(what, ms(ms));
  }

  private static String ms(double ms) {
    return String.format(Locale.ROOT, "%.1f", ms);
  }
}
