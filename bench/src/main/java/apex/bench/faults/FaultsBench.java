package apex.bench.faults;

import apex.edge.json.Json;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.Cli;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Whether the doctor names each fault.
@Command(
    name = "faults",
    description = {
      "Make faults in a house of real processes, one after the other, and ask the doctor, which is",
      "given the topology alone. Says whether state, category, cause and remedy are those written",
      "down beforehand, and how soon all is healthy again without a restart of the rest.",
      "With --full, or for so many --seconds, faults drawn by the seed go over the house while it is",
      "asked and fed, and all that it acknowledged is looked for afterwards."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench faults",
      "  ./apex bench faults --count 15 --seed 7 --json",
      "  ./apex bench faults --md > docs/faults.md",
      "  ./apex bench faults --full --seed 3"
    })
public final class FaultsBench implements Callable<Integer> {
  /// Two rounds of every watch, and the open questions of the ones that hang.
  private static final Duration SETTLE = Duration.ofSeconds(3);

  private static final Duration SETTLE_HANGING = Duration.ofSeconds(6);

  /// A pool tries for its whole patience of 5 s to open a connection that is refused at once.
  private static final Duration SETTLE_POOL = Duration.ofSeconds(9);

  private static final Duration FULL = Duration.ofMinutes(10);
  private static final Duration RECOVERY_PATIENCE = Duration.ofSeconds(15);

  private final Surroundings surroundings;

  @Option(names = "--seed", description = "Draws the order (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(names = "--count", description = "How many faults to draw (default: all).")
  int count = Integer.MAX_VALUE;

  @Option(names = "--only", description = "Only the faults whose name holds this.")
  String only = "";

  @Option(names = "--full", description = "Load it with random faults for ten minutes.")
  boolean full;

  @Option(names = "--seconds", description = "Load it with random faults for so long, 5 to 86400.")
  int seconds;

  @Option(names = "--json", description = "Print one JSON object (bench_faults or bench_storm).")
  boolean json;

  @Option(names = "--md", description = "Print Markdown, as in docs/faults.md.")
  boolean markdown;

  public FaultsBench(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    if (full || seconds != 0) return storm();
    var report = new FaultsReport(seed, results());
    var out = surroundings.terminal().out();
    if (json) out.println(Json.write(report.wire()));
    else if (markdown) report.markdown().forEach(out::println);
    else report.print(surroundings.terminal());
    return report.right() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private int storm() throws IOException, GeneralSecurityException {
    if (!full && (seconds < 5 || seconds > 86_400))
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "--seconds must be 5 to 86400, was " + seconds,
          "See ./apex bench faults --help.");
    try (var ward = Ward.open()) {
      return told(stormed(ward, full ? FULL : Duration.ofSeconds(seconds)));
    }
  }

  private int told(StormResult result) {
    if (json) surroundings.terminal().out().println(Json.write(result.wire()));
    else result.print(surroundings.terminal());
    return result.well() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  StormResult stormed(Ward ward, Duration whole) throws IOException, GeneralSecurityException {
    return new StormRun(
            ward,
            Storm.drawn(seed, whole),
            whole,
            said -> surroundings.terminal().err().println("bench: " + said))
        .run();
  }

  private List<FaultResult> results() throws IOException, GeneralSecurityException {
    try (var ward = Ward.open()) {
      return results(ward);
    }
  }

  List<FaultResult> results(Ward ward) throws IOException, GeneralSecurityException {
    var drawn = drawn();
    if (drawn.isEmpty())
      throw new ApexException(ErrorCode.INVALID_REQUEST, "no fault's name holds " + only);
    var results = new ArrayList<FaultResult>();
    if (recovery(ward).isEmpty())
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the house is not healthy before any fault: " + examine(ward));
    for (var fault : drawn) {
      var result = result(ward, fault);
      results.add(result);
      say(results.size(), drawn.size(), result);
    }
    return results;
  }

  private List<Fault> drawn() {
    var all = new ArrayList<>(Fault.all());
    all.removeIf(fault -> !fault.name().contains(only));
    Collections.shuffle(all, new Random(seed));
    return all.subList(0, Math.min(count, all.size()));
  }

  private FaultResult result(Ward ward, Fault fault) throws IOException, GeneralSecurityException {
    ward.begin(fault);
    Ward.rest(settle(fault));
    var began = System.nanoTime();
    var said = examine(ward);
    var examined = Duration.ofNanos(System.nanoTime() - began);
    ward.end();
    return new FaultResult(fault, cause(said), Judge.faults(fault, said), examined, recovery(ward));
  }

  private static Duration settle(Fault fault) {
    if (fault.throughPool()) return SETTLE_POOL;
    return fault.hangs() ? SETTLE_HANGING : SETTLE;
  }

  private static String cause(String diagnosis) {
    return Json.tree(diagnosis)
        .path("causes")
        .valueStream()
        .map(cause -> cause.path("service").asString("") + " " + cause.path("words").asString(""))
        .reduce((one, other) -> one + "; " + other)
        .orElse("no cause");
  }

  private Optional<Duration> recovery(Ward ward) throws IOException {
    var began = System.nanoTime();
    while (System.nanoTime() - began < RECOVERY_PATIENCE.toNanos()) {
      if (Json.tree(examine(ward)).path("status").asString("").equals("healthy"))
        return Optional.of(Duration.ofNanos(System.nanoTime() - began));
      Ward.rest(Duration.ofMillis(100));
    }
    return Optional.empty();
  }

  /// The doctor as a person calls it: a command line in, JSON out.
  private static String examine(Ward ward) throws IOException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal = Terminal.plain(stream(out), stream(err), InputStream.nullInputStream());
    var here =
        new Surroundings(new Environment(ward.variables()), Path.of("").toAbsolutePath(), terminal);
    Cli.run(here, new String[] {"doctor", "--file", ward.topology().toString(), "--json"});
    var said = out.toString(StandardCharsets.UTF_8);
    if (said.isBlank())
      throw new ApexException(
          ErrorCode.BUG, "the doctor said nothing: " + err.toString(StandardCharsets.UTF_8));
    return said;
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private void say(int done, int of, FaultResult result) {
    surroundings
        .terminal()
        .err()
        .println(
            "bench: %d of %d %s %s %s"
                .formatted(
                    done,
                    of,
                    result.right() ? "right" : "WRONG",
                    result.fault().name(),
                    String.join(", ", result.wrong())
                        + (result.wrong().isEmpty() ? "" : "; said: " + result.cause())
                        + (result.recovered() ? "" : " recovery " + result.recovery())));
  }
}
