package apex.ops.audit.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.baseline.Baseline;
import apex.ops.audit.output.Form;
import apex.ops.audit.output.GithubReport;
import apex.ops.audit.output.HtmlReport;
import apex.ops.audit.output.JsonReport;
import apex.ops.audit.output.MarkdownReport;
import apex.ops.audit.output.SarifReport;
import apex.ops.audit.output.Shown;
import apex.ops.audit.output.TextReport;
import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Severity;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where a code base does not live by one source of truth.
@Command(
    name = "audit",
    description = {
      "Find where a code base does not live by one source of truth: cycles, names that do not exist,",
      "things defined twice, calls a library no longer takes. Reads Python and Java; changes nothing,",
      "but takes what is no longer found out of a baseline beside the code."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex audit .",
      "  ./apex audit src --json",
      "  ./apex audit . --format sarif --output audit.sarif",
      "  ./apex audit baseline .        then, in CI:  ./apex audit . --no-new",
      "  ./apex audit explain import-cycle"
    })
public final class AuditCommand implements Callable<Integer> {
  /// Of what the JSON and the SARIF say.
  public static final String VERSION = "0.1.0";

  /// Its own commands, by name.
  static final Set<String> COMMANDS = Set.of("facts", "baseline", "explain");

  private final Surroundings surroundings;

  @Mixin Asked asked = new Asked();

  @Option(names = "--json", description = "The same as --format json.")
  boolean json;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "One of ${COMPLETION-CANDIDATES} (default: text).")
  Form form = Form.TEXT;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write there instead of standard output.")
  Optional<Path> output = Optional.empty();

  @Option(
      names = "--no-new",
      description = "Fail only for findings that the baseline does not know.")
  boolean noNew;

  private boolean pathGiven;

  public AuditCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// The command for arguments so plain that they are understood without a library, whose start
  /// takes longer than a warm audit; empty for all others, and for mistakes.
  public static Optional<AuditCommand> plain(Surroundings surroundings, List<String> args) {
    if (args.isEmpty() || !args.getFirst().equals("audit")) return Optional.empty();
    var command = new AuditCommand(surroundings);
    for (var word : args.subList(1, args.size()))
      if (!command.understands(word)) return Optional.empty();
    return Optional.of(command);
  }

  private boolean understands(String word) {
    switch (word) {
      case "--json" -> json = true;
      case "--no-new" -> noNew = true;
      case "--no-cache" -> asked.noCache = true;
      case "--no-ignore" -> asked.noIgnore = true;
      default -> {
        if (pathGiven || word.matches("|[-@].*") || COMMANDS.contains(word)) return false;
        asked.path = Path.of(word);
        pathGiven = true;
      }
    }
    return true;
  }

  /// With its own commands.
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new AuditCommand(surroundings))
        .addSubcommand(new FactsCommand(surroundings))
        .addSubcommand(new BaselineCommand(surroundings))
        .addSubcommand(new ExplainCommand(surroundings));
  }

  @Override
  public Integer call() {
    var began = System.nanoTime();
    var done = asked.audit(surroundings);
    var baseline = Baseline.in(done.folder()).map(old -> BaselineCommand.moved(old, done.folder()));
    var known =
        baseline.map(base -> done.report().findings().stream().filter(base::knows).toList());
    var gone =
        baseline
            .filter(base -> done.whole())
            .map(base -> shrink(base, done.folder(), done.report().findings()))
            .orElse(0);
    var shown =
        new Shown(
            done.report(),
            VERSION,
            (System.nanoTime() - began) / 1_000_000,
            () -> Asked.rules(done.packs()),
            known,
            gone,
            baseline.flatMap(Baseline::score));
    write(shown);
    return fails(shown) ? ExitCode.FINDINGS : ExitCode.WELL;
  }

  private static int shrink(Baseline baseline, Path folder, List<Finding> findings) {
    var smaller = baseline.shrunkTo(findings);
    smaller.save(folder);
    return baseline.keys().size() - smaller.keys().size();
  }

  private boolean fails(Shown shown) {
    var counted = noNew ? shown.fresh() : shown.report().findings();
    return counted.stream().anyMatch(finding -> finding.severity() != Severity.NOTE);
  }

  private void write(Shown shown) {
    if (output.isEmpty()) {
      write(shown, surroundings.terminal());
      return;
    }
    var file = surroundings.folder().resolve(output.get());
    try (var out =
        new PrintStream(
            new BufferedOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8)) {
      write(
          shown, Terminal.plain(out, surroundings.terminal().err(), InputStream.nullInputStream()));
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "%s could not be written: %s".formatted(file, broken.getMessage()));
    }
  }

  private void write(Shown shown, Terminal terminal) {
    switch (json ? Form.JSON : form) {
      case TEXT -> TextReport.write(shown, terminal);
      case JSON -> JsonReport.write(shown, terminal.out());
      case SARIF -> SarifReport.write(shown, terminal.out());
      case GITHUB -> GithubReport.write(shown, terminal.out());
      case MARKDOWN -> MarkdownReport.write(shown, terminal.out());
      case HTML -> HtmlReport.write(shown, terminal.out());
    }
    terminal.out().flush();
  }
}
