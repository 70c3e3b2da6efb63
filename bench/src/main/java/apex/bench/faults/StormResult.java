package apex.bench.faults;

import apex.ops.terminal.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What became of all that was acknowledged while faults came and went.
///
/// @param took from the first question to the last sender's return
/// @param settled from then until every acknowledged run had its end
/// @param ends of acknowledged runs, by status
/// @param spans acknowledged
/// @param counted of them in the ledger
/// @param again requests of spans that were sent again, since nothing acknowledged them
/// @param broken promises, one sentence each
record StormResult(
    Storm storm,
    Duration took,
    Duration settled,
    List<Asker> askers,
    Map<String, Integer> ends,
    long spans,
    long counted,
    long again,
    List<String> broken) {
  StormResult {
    askers = List.copyOf(askers);
    ends = new TreeMap<>(ends);
    broken = List.copyOf(broken);
  }

  boolean well() {
    return broken.isEmpty() && acknowledged() > 0 && spans > 0;
  }

  int asked() {
    return askers.stream().mapToInt(Asker::asked).sum();
  }

  int acknowledged() {
    return askers.stream().mapToInt(asker -> asker.acknowledged().size()).sum();
  }

  private int heard() {
    return askers.stream().mapToInt(Asker::heard).sum();
  }

  private Map<String, Integer> refusals() {
    var all = new TreeMap<String, Integer>();
    for (var asker : askers)
      asker.refusals().forEach((code, count) -> all.merge(code, count, Integer::sum));
    return all;
  }

  /// How often each fault came, without its amount.
  private Map<String, Integer> faults() {
    var all = new TreeMap<String, Integer>();
    storm.spells().stream()
        .flatMap(spell -> spell.steps().stream())
        .forEach(step -> all.merge(step.what() + " " + step.target(), 1, Integer::sum));
    return all;
  }

  /// As in docs/protocol/bench_storm.schema.json.
  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_storm");
    wire.put("seed", storm.seed());
    wire.put("seconds", took.toSeconds());
    wire.put("spells", storm.spells().size());
    wire.put("faults", faults());
    wire.put("asked", asked());
    wire.put("acknowledged", acknowledged());
    wire.put("heard", heard());
    wire.put("refused", refusals());
    wire.put("ends", ends);
    wire.put("settled_ms", settled.toMillis());
    wire.put("spans_acknowledged", spans);
    wire.put("spans_counted", counted);
    wire.put("spans_sent_again", again);
    wire.put("broken", broken);
    wire.put("nothing_lost", well());
    return wire;
  }

  void print(Terminal terminal) {
    var out = terminal.out();
    out.println(
        "%d s, seed %d: %d spells of faults"
            .formatted(took.toSeconds(), storm.seed(), storm.spells().size()));
    out.println("faults: " + faults());
    out.println(
        "questions: %d asked, %d acknowledged, %d ends heard, refused or lost %s"
            .formatted(asked(), acknowledged(), heard(), refusals()));
    out.println(
        "acknowledged runs: %s, all ended %d ms after the load"
            .formatted(ends, settled.toMillis()));
    out.println(
        "spans: %d acknowledged, %d counted, %d requests sent again"
            .formatted(spans, counted, again));
    out.println(
        well()
            ? "nothing acknowledged is lost, every run ended"
            : "BROKEN: " + String.join("; ", broken));
  }
}
