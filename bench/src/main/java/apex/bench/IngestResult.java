package apex.bench;

import apex.ops.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the ingestion benchmark measured.
///
/// @param measured `speed` or `kills`
/// @param figures by their name on the wire
/// @param lost what was not counted exactly once; empty when all was
record IngestResult(String measured, Map<String, Object> figures, List<String> lost) {
  IngestResult {
    figures = new LinkedHashMap<>(figures);
    lost = List.copyOf(lost);
  }

  /// Everything acknowledged was counted once.
  boolean well() {
    return lost.isEmpty()
        && (!figures.containsKey("sent")
            || String.valueOf(figures.get("sent")).equals(String.valueOf(figures.get("visible"))));
  }

  /// As in docs/protocol/bench_ingest.schema.json.
  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_ingest");
    wire.put("measured", measured);
    wire.put("exactly_once", well());
    wire.put("lost", lost);
    wire.putAll(figures);
    return wire;
  }

  void print(Terminal terminal) {
    figures.forEach((name, value) -> terminal.out().println("%-28s %s".formatted(name, value)));
    terminal
        .out()
        .println(
            well()
                ? "every acknowledged span counts exactly once"
                : "NOT exactly once: " + String.join("; ", lost));
  }
}
