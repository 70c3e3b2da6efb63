package apex.bench;

import apex.bench.load.Distribution;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.Audit;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How long an audit takes, beside CPython's own parser.
@Command(
    name = "audit",
    description = {
      "Measure ./apex audit cold and warm on copies of Python's standard library, beside CPython's",
      "own ast in the same run, and hold every import fact to it. Needs python3."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench audit",
      "  ./apex bench audit --files 2000 --rounds 1",
      "  ./apex bench audit --full --json"
    })
final class AuditBench implements Callable<Integer> {
  static final int FILES = 10_000;

  private final Surroundings surroundings;

  @Option(
      names = "--files",
      paramLabel = "N",
      description = "Files to audit (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + FILES)
  int files;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description =
          "Audits of each kind, of which the middle one counts (default: ${DEFAULT-VALUE}).",
      defaultValue = "3")
  int rounds;

  @Option(
      names = "--full",
      description = "Hold the facts of every installed package to the oracle too.")
  boolean full;

  @Option(names = "--json", description = "Print the measurement as one JSON object.")
  boolean json;

  AuditBench(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    check("--files", files, 1, 1_000_000);
    check("--rounds", rounds, 1, 100);
    var library = StandardLibrary.here();
    var scratch = Files.createTempDirectory("apex-bench-audit");
    try {
      var result = new Run(library, scratch).result();
      if (json) surroundings.terminal().out().println(Json.write(result.wire()));
      else result.print(surroundings.terminal());
      return result.well() ? ExitCode.WELL : ExitCode.FINDINGS;
    } finally {
      remove(scratch);
    }
  }

  /// One measurement in a folder of its own.
  private final class Run {
    private final StandardLibrary library;
    private final Path scratch;
    private final Path corpus;
    private final Path cache;
    private final Path printed;

    Run(StandardLibrary library, Path scratch) {
      this.library = library;
      this.scratch = scratch;
      corpus = scratch.resolve("corpus");
      cache = scratch.resolve("cache");
      printed = scratch.resolve("audit.json");
    }

    AuditResult result() throws IOException, InterruptedException {
      say("copying Python %s's standard library to %,d files".formatted(library.version(), files));
      library.copy(corpus, files);
      say("building what is not built, and reading the files into the system's memory");
      audit(List.of("audit", corpus.toString(), "--json"));
      var load = new ArrayList<>(List.of(load()));
      var cold = audits("cold", () -> remove(cache));
      var coldInside = inside();
      var warm = audits("warm", () -> {});
      var warmInside = inside();
      say("asking the oracle, one process");
      var facts = beside(corpus);
      load.add(load());
      return new AuditResult(
          Machine.here(),
          library.version(),
          files,
          rounds,
          cold,
          coldInside,
          warm,
          warmInside,
          facts.oracle,
          facts.facts,
          full ? Optional.of(installed()) : Optional.empty(),
          load);
    }

    private Clocked audits(String name, Runnable before) throws InterruptedException {
      var runs = new ArrayList<Clocked>();
      for (int i = 1; i <= rounds; i++) {
        say("%s, round %d of %d".formatted(name, i, rounds));
        before.run();
        runs.add(audit(List.of("audit", corpus.toString(), "--json")));
      }
      return Clocked.middle(runs);
    }

    private Clocked audit(List<String> arguments) throws InterruptedException {
      var command = new ArrayList<>(List.of(script()));
      command.addAll(arguments);
      return Clocked.run(command, Map.of("XDG_CACHE_HOME", cache.toString()), printed);
    }

    private long inside() {
      return Json.tree(Clocked.text(printed)).path("duration_ms").asLong();
    }

    private record Beside(Clocked oracle, FactsBeside facts) {}

    private Beside beside(Path root) throws IOException, InterruptedException {
      var unread = unread(root);
      audit(List.of("audit", "facts", root.toString(), "--jsonl", "--no-ignore"));
      var ours = scratch.resolve("facts.jsonl");
      Files.move(printed, ours, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      var script = scratch.resolve("oracle.py");
      try (var source = Audit.class.getResourceAsStream("oracle.py")) {
        if (source == null) throw new IllegalStateException("oracle.py is not in the jar");
        Files.write(script, source.readAllBytes());
      }
      var out = scratch.resolve("oracle.jsonl");
      Clocked.run(List.of("python3", script.toString(), root.toString(), "1"), Map.of(), out);
      // its own clock: parsing and collecting, without start and printing
      var last = Json.tree(Clocked.text(out).strip().lines().reduce("{}", (first, line) -> line));
      var clocked =
          new Clocked(last.path("seconds").asDouble(), last.path("cpu_seconds").asDouble(), 0);
      return new Beside(clocked, FactsBeside.of(ours, out, unread));
    }

    private Set<String> unread(Path root) throws InterruptedException {
      audit(List.of("audit", root.toString(), "--json", "--no-ignore"));
      var paths = new HashSet<String>();
      for (var finding : Json.tree(Clocked.text(printed)).path("findings"))
        if (finding.path("rule").asString().equals("unreadable-file"))
          paths.add(finding.path("symbol").asString());
      return paths;
    }

    private FactsBeside installed() throws IOException, InterruptedException {
      say("holding the whole library and every installed package to the oracle");
      return beside(library.root()).facts;
    }
  }

  /// The command as a person runs it.
  private String script() {
    var root = surroundings.environment().variables().getOrDefault("APEX_ROOT", "");
    if (root.isEmpty())
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "the audit is measured as ./apex runs it, and nothing says where that is.",
          "Run ./apex bench audit.");
    return Path.of(root, "apex").toString();
  }

  private static double load() {
    return Distribution.rounded(
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private void say(String what) {
    surroundings.terminal().err().println("bench: " + what);
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) return;
    try (var all = Files.walk(folder)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (IOException stuck) {
      throw new UncheckedIOException(stuck);
    }
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %,d to %,d, was %,d".formatted(option, least, most, value),
          "See ./apex bench audit --help.");
  }
}
