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
record IngestResult(String measured, Map<String, Object> figures, List<String> lost)
    implements Measured {
  IngestResult {
    figures = new LinkedHashMap<>(figures);
    lost = List.copyOf(lost);
  }

  /// Everything acknowledged was counted once.
  @Override
  public boolean well() {
    return lost.isEmpty()
        && figures.getOrDefault("sent", 0L).equals(figures.getOrDefault("visible", 0L))
        && figures.getOrDefault("flat_out_lost", 0L).equals(0L);
  }

  /// As in docs/protocol/bench_ingest.schema.json.
  @Override
  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_ingest");
    wire.put("measured", measured);
    wire.put("exactly_once", well());
    wire.put("lost", lost);
    wire.putAll(figures);
    return wire;
  }

  @Override
  public void print(Terminal terminal) {
    figures.forEach((name, value) -> terminal.out().println("%-28s %s".formatted(name, value)));
    if (figures.containsKey("carried_spans_per_second"))
      terminal
          .out()
          .println(
              "flat out holds until the spool is full: a longer load is bounded by what the ledger"
                  + " takes on these cores, and then senders are told to come again");
    terminal
        .out()
        .println(
            well()
                ? "every acknowledged span counts exactly once"
                : "NOT exactly once: " + String.join("; ", lost));
  }
}
