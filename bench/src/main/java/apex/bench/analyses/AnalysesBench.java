package apex.bench.analyses;

import apex.backend.prices.BuiltInPrices;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Whether the analyses are right.
@Command(
    name = "analyses",
    description = {
      "Plant waste of every kind in made-up months, one for each seed, and see whether the analyses",
      "find it and how large they say it is. The truth is the same month generated without the waste.",
      "Also a month without any waste, where nothing may be found. Starts no house."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench analyses",
      "  ./apex bench analyses --seeds 10 --calls 30000 --json"
    })
public final class AnalysesBench implements Callable<Integer> {
  private static final Instant END = Instant.parse("2026-11-01T00:00:00Z");
  private static final int SEEDS_MAX = 10_000;
  private static final int CALLS_MIN = 10_000;
  private static final int CALLS_MAX = 1_000_000;

  private final Surroundings surroundings;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Months to make, with seeds from 1 (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  int seeds;

  @Option(
      names = "--calls",
      paramLabel = "N",
      description = "Calls of a month (default: ${DEFAULT-VALUE}).",
      defaultValue = "30000")
  int calls;

  @Option(names = "--json", description = "Print one JSON object (bench_analyses.schema.json).")
  boolean json;

  public AnalysesBench(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    check("--seeds", seeds, 1, SEEDS_MAX);
    check("--calls", calls, CALLS_MIN, CALLS_MAX);
    var book = BuiltInPrices.read();
    var judged = new ArrayList<Seed>();
    for (int seed = 1; seed <= seeds; seed++) {
      judged.add(Seed.of(book, seed, calls, END));
      if (seed % 10 == 0)
        surroundings.terminal().err().println("bench: judged %d of %d".formatted(seed, seeds));
    }
    var report = AnalysesReport.of(judged, calls);
    var out = surroundings.terminal().out();
    if (json) out.println(Json.write(report.wire()));
    else out.print(report.text());
    return report.well() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %,d to %,d, was %,d".formatted(option, least, most, value),
          "See ./apex bench analyses --help.");
  }
}
