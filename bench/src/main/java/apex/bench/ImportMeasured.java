package apex.bench;

import apex.bench.load.Distribution;
import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/// What the import benchmark measured, and on what.
///
/// @param rows in each file
/// @param batchRows rows that the import and the bare append write at once
/// @param rounds each with rows of its own, imported and appended in turn
record ImportMeasured(Machine machine, int rows, int batchRows, List<ImportRound> rounds)
    implements Measured {
  ImportMeasured {
    rounds = List.copyOf(rounds);
  }

  /// @param fileBytes of the file that was imported
  /// @param importRows rows a second of `apex import` over the wire, from the first byte to the
  ///   answer
  /// @param bareRows rows a second of the ledger's append of the same rows, read and priced before
  /// @param accepted rows that the import said it kept
  record ImportRound(long fileBytes, double importRows, double bareRows, long accepted) {}

  /// Every row of every file was kept.
  @Override
  public boolean well() {
    return rounds.stream().allMatch(round -> round.accepted == rows);
  }

  /// As in docs/protocol/bench_import.schema.json.
  @Override
  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_import");
    wire.put("rows", rows);
    wire.put("rounds", rounds.stream().map(ImportMeasured::wire).toList());
    wire.put("import_rows_per_second", rounded(imported()));
    wire.put("bare_rows_per_second", rounded(bare()));
    wire.put("import_to_bare", Distribution.rounded(imported() / Math.max(bare(), 1e-9)));
    wire.put("all_accepted", well());
    wire.put("settings", Map.of("batch_rows", batchRows, "rounds", rounds.size()));
    wire.put("machine", machine.wire());
    return wire;
  }

  private static Map<String, Object> wire(ImportRound round) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("file_bytes", round.fileBytes);
    wire.put("import_rows_per_second", rounded(round.importRows));
    wire.put("bare_rows_per_second", rounded(round.bareRows));
    wire.put("accepted", round.accepted);
    return wire;
  }

  /// The median of the rounds.
  private double imported() {
    return median(rounds.stream().mapToDouble(ImportRound::importRows));
  }

  private double bare() {
    return median(rounds.stream().mapToDouble(ImportRound::bareRows));
  }

  /// The lower one of two in the middle: a figure that was really measured.
  private static double median(DoubleStream measured) {
    var sorted = measured.sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
  }

  private static long rounded(double perSecond) {
    return Math.round(perSecond);
  }

  @Override
  public void print(Terminal terminal) {
    var out = terminal.out();
    out.println("machine   " + machine.sentence());
    out.println(
        "settings  %,d rows a file, %d files, %,d rows a batch on both sides"
            .formatted(rows, rounds.size(), batchRows));
    out.println();
    new Table(
            List.of("rows/s", "import", "bare append", "file MB"),
            rounds.stream().map(round -> row(round, rounds.indexOf(round) + 1)).toList())
        .print(terminal);
    out.println();
    out.println(
        "apex import over the wire: %,d rows a second, %.2f of the bare append of the same rows (%,d)"
            .formatted(rounded(imported()), imported() / Math.max(bare(), 1e-9), rounded(bare())));
    if (!well()) out.println(terminal.red("not every row was accepted"));
  }

  private static List<String> row(ImportRound round, int number) {
    return List.of(
        "round " + number,
        String.format(Locale.ROOT, "%,d", rounded(round.importRows)),
        String.format(Locale.ROOT, "%,d", rounded(round.bareRows)),
        String.format(Locale.ROOT, "%.1f", round.fileBytes / 1e6));
  }
}
