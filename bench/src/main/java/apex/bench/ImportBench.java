package apex.bench;

import apex.launcher.sample.SampleUsage;
import apex.ops.house.Session;
import apex.ops.house.UsageImport;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How fast a file of usage comes in.
@Command(
    name = "import",
    description = {
      "Measure rows a second of ./apex import over the wire: read, checked, priced, looked up and",
      "durable, against the bare append of the same rows to a ledger of its own, in turn.",
      "Starts a house of its own. Exit code 1 when a row was not accepted."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench import --rows 200000",
      "  ./apex bench import --rows 50000 --rounds 5 --json"
    })
final class ImportBench implements Callable<Integer> {
  private static final int WARM_UP_ROWS = 5_000;

  private final Speaker speaker;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of each file (default: ${DEFAULT-VALUE}).",
      defaultValue = "100000")
  int rows;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Files, each with rows of its own; the median counts (default: ${DEFAULT-VALUE}).",
      defaultValue = "3")
  int rounds;

  @Option(names = "--json", description = "Print the measurement as one JSON object.")
  boolean json;

  ImportBench(Surroundings surroundings) {
    this.speaker = new Speaker(surroundings, "import");
  }

  @Override
  public Integer call() throws IOException {
    speaker.check("--rows", rows, 1, 10_000_000);
    speaker.check("--rounds", rounds, 1, 100);
    return speaker.show(measured(), json);
  }

  private ImportMeasured measured() throws IOException {
    speaker.say("starting a house");
    try (var own = OwnHouse.start();
        var house = own.client();
        var owner = house.signIn(own.owner());
        var bare = new BareAppend()) {
      speaker.say("warming up with %,d rows on both sides".formatted(WARM_UP_ROWS));
      round(owner, bare, 0, WARM_UP_ROWS);
      var measured = new ArrayList<ImportMeasured.ImportRound>();
      for (int i = 1; i <= rounds; i++) {
        measured.add(round(owner, bare, i, rows));
        speaker.say("measured file %d of %d".formatted(i, rounds));
      }
      return new ImportMeasured(Machine.here(), rows, BareAppend.batchRows(), measured);
    }
  }

  /// Neither side runs while the other is measured.
  private static ImportMeasured.ImportRound round(
      Session owner, BareAppend bare, int seed, int rows) throws IOException {
    var file = Files.createTempFile("apex-bench", ".jsonl");
    try {
      try (var out = Files.newBufferedWriter(file)) {
        SampleUsage.write(out, seed, rows, Instant.now().truncatedTo(ChronoUnit.DAYS));
      }
      var begun = System.nanoTime();
      long accepted = imported(owner, file);
      var perSecond = accepted / ((System.nanoTime() - begun) / 1e9);
      return new ImportMeasured.ImportRound(
          Files.size(file), perSecond, bare.perSecond(file), accepted);
    } finally {
      Files.delete(file);
    }
  }

  private static long imported(Session owner, Path file) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      return UsageImport.automatic()
          .send(owner, "bench.jsonl", bytes, _ -> {})
          .tree()
          .path("accepted")
          .asLong(0);
    }
  }
}
