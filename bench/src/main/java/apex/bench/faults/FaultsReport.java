package apex.bench.faults;

import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// All faults of one run, the held-out ones counted apart.
record FaultsReport(long seed, List<FaultResult> results) {
  FaultsReport {
    results = List.copyOf(results);
  }

  boolean right() {
    return !results.isEmpty() && results.stream().allMatch(FaultResult::right);
  }

  /// As in docs/protocol/bench_faults.schema.json.
  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_faults");
    wire.put("seed", seed);
    wire.put("tuned", part(result -> !result.fault().heldOut()));
    wire.put("held_out", part(result -> result.fault().heldOut()));
    wire.put("slowest_recovery_ms", slowest().toMillis());
    wire.put("faults", results.stream().map(FaultResult::wire).toList());
    return wire;
  }

  private Map<String, Object> part(Predicate<FaultResult> of) {
    var part = new LinkedHashMap<String, Object>();
    part.put("singles", count(of, result -> !result.fault().twofold()));
    part.put("doubles", count(of, result -> result.fault().twofold()));
    part.put("named_right", count(of, result -> result.wrong().isEmpty()));
    part.put("recovered", count(of, FaultResult::recovered));
    return part;
  }

  private long count(Predicate<FaultResult> of, Predicate<FaultResult> that) {
    return results.stream().filter(of).filter(that).count();
  }

  private Duration slowest() {
    return results.stream()
        .flatMap(result -> result.recovery().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private String sentence(String name, Predicate<FaultResult> of) {
    var all = results.stream().filter(of).count();
    return "%s: %d faults (%d single, %d double), %d named right, %d healthy again within %d s"
        .formatted(
            name,
            all,
            count(of, result -> !result.fault().twofold()),
            count(of, result -> result.fault().twofold()),
            count(of, result -> result.wrong().isEmpty()),
            count(of, FaultResult::recovered),
            FaultResult.RECOVERY_GOAL.toSeconds());
  }

  private List<String> sentences() {
    return List.of(
        sentence("tuned", result -> !result.fault().heldOut()),
        sentence("held out", result -> result.fault().heldOut()),
        "slowest recovery %d ms, seed %d".formatted(slowest().toMillis(), seed));
  }

  void print(Terminal terminal) {
    new Table(
            List.of("FAULT", "HELD OUT", "SERVICE", "STATE", "CATEGORY", "BACK MS", "VERDICT"),
            results.stream().map(FaultsReport::row).toList())
        .print(terminal);
    sentences().forEach(terminal.out()::println);
  }

  private static List<String> row(FaultResult result) {
    var fault = result.fault();
    return List.of(
        fault.name(),
        fault.heldOut() ? "yes" : "no",
        fault.service(),
        fault.state(),
        fault.category().orElse("none"),
        result.recovery().map(took -> "" + took.toMillis()).orElse("never"),
        result.wrong().isEmpty() ? "right" : "wrong: " + String.join(", ", result.wrong()));
  }

  List<String> markdown() {
    var lines = new ArrayList<String>();
    lines.add("# Faults");
    lines.add("");
    lines.add(
        "Made by `./apex bench faults --md --seed %d`: each fault is made in a house of real processes"
            .formatted(seed));
    lines.add(
        "(PostgreSQL, Redis, ClickHouse, auth, backend) behind chaos proxies, by SIGSTOP or by `kill -9`. The judge");
    lines.add(
        "reads nothing but the JSON of a doctor that was given the topology alone, and holds it against what was");
    lines.add(
        "written down beforehand. A third was held out, written before the doctor; how they fared at first stands at the end.");
    lines.add("");
    sentences().forEach(sentence -> lines.add("- " + sentence));
    lines.add("");
    lines.add(
        "| fault | held out | service | state | category | causes | what the doctor said | healthy again, ms | |");
    lines.add("| --- | --- | --- | --- | --- | --- | --- | ---: | --- |");
    for (var result : results) lines.add(markdownRow(result));
    return lines;
  }

  private static String markdownRow(FaultResult result) {
    var fault = result.fault();
    return "| %s | %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            fault.name(),
            fault.heldOut() ? "yes" : "",
            fault.service(),
            fault.state(),
            fault.category().orElse(""),
            String.join(", ", fault.causes()),
            plain(result.cause()),
            result.recovery().map(took -> "" + took.toMillis()).orElse("never"),
            result.wrong().isEmpty() ? "right" : "wrong: " + String.join(", ", result.wrong()));
  }

  /// Ports differ from run to run.
  private static String plain(String text) {
    return text.replace("|", "\\|").replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1");
  }
}
