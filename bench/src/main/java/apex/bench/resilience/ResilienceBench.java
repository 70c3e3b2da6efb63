package apex.bench.resilience;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How well the house waits and holds back.
@Command(
    name = "resilience",
    description = {
      "Hold our adaptive timeout and concurrency limit against resilience4j's fixed timeout and",
      "Netflix concurrency-limits, in one run: in virtual time, where a seed gives the same figures",
      "everywhere, and once over real sockets."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench resilience",
      "  ./apex bench resilience --seed 7 --minutes 60 --no-loopback --json"
    })
public final class ResilienceBench implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(names = "--seed", description = "Draws the calls (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--minutes",
      description = "How long steady servers run, in virtual time (default: ${DEFAULT-VALUE}).")
  int minutes = 10;

  @Option(
      names = "--calls",
      description = "Calls to each healthy dependency (default: ${DEFAULT-VALUE}).")
  int calls = 200_000;

  @Option(
      names = "--loopback",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Also over real sockets, for a minute (default: yes).")
  boolean loopback;

  @Option(names = "--json", description = "Print one JSON object (bench_resilience.schema.json).")
  boolean json;

  public ResilienceBench(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    check("--minutes", minutes, 1, 1_440);
    check("--calls", calls, 1_000, 10_000_000);
    var report = report();
    if (json) surroundings.terminal().out().println(Json.write(report.wire()));
    else report.print(surroundings.terminal());
    return report.well() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  ResilienceReport report() throws Exception {
    var steady = Duration.ofMinutes(minutes);
    return new ResilienceReport(
        seed,
        steady,
        calls,
        LimitRace.courses(steady).stream()
            .flatMap(course ->
                Limiter.all().stream().map(limiter -> LimitRace.of(course, limiter, seed)))
            .toList(),
        TimeoutRace.all().stream().map(named -> TimeoutRace.of(named, seed, calls)).toList(),
        loopback ? limits() : List.of(),
        loopback ? Loopback.timeouts() : List.of());
  }

  private static List<Map<String, Object>> limits() throws Exception {
    var all = new ArrayList<Map<String, Object>>();
    for (var limiter : Limiter.all()) all.add(Loopback.limit(limiter));
    return all;
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %,d to %,d, was %,d".formatted(option, least, most, value),
          "See ./apex bench resilience --help.");
  }
}
