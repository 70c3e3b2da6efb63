package apex.ops;

import apex.kernel.failure.ApexException;
import apex.ops.audit.command.AuditCommand;
import apex.ops.command.Accounts;
import apex.ops.command.Ask;
import apex.ops.command.Export;
import apex.ops.command.Import;
import apex.ops.command.Imports;
import apex.ops.command.Keys;
import apex.ops.command.Prices;
import apex.ops.command.ReadRun;
import apex.ops.command.Retention;
import apex.ops.command.ShowEvidence;
import apex.ops.command.Spend;
import apex.ops.command.Threads;
import apex.ops.command.WalkGoldenPath;
import apex.ops.command.Workspaces;
import apex.ops.command.WriteReport;
import apex.ops.doctor.DoctorCommand;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Nearest;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line. A program with commands of its own hands them over:
///
/// ```java
/// var surroundings = Surroundings.of(Environment.ofProcess());
/// System.exit(Cli.run(surroundings, args, new Demo(surroundings), new Up(surroundings)));
/// ```
///
/// A command is a picocli `@Command` whose `call` returns an [ExitCode]; it throws [ApexException]
/// for what it cannot do and never prints a failure itself.
public final class Cli {
  private static final List<String> EXIT_CODES =
      List.of(
          "",
          "Exit codes: 0 well, 1 findings (rejected rows, a degraded answer), 2 wrong usage,",
          "3 could not find out.");

  private Cli() {}

  /// Runs the command that `args` name and returns its exit code.
  public static int run(Surroundings surroundings, String[] args, Object... more) {
    var plain = AuditCommand.plain(surroundings, List.of(args));
    return plain.isPresent()
        ? call(plain.get(), surroundings.terminal())
        : commandLine(surroundings, more).execute(args);
  }

  private static int call(Callable<Integer> command, Terminal terminal) {
    try {
      return command.call();
    } catch (Exception broken) {
      return failed(terminal, broken, false);
    }
  }

  /// Our commands, then `more`.
  public static CommandLine commandLine(Surroundings surroundings, Object... more) {
    var line = new CommandLine(new Apex(surroundings.terminal()));
    ours(surroundings).forEach(line::addSubcommand);
    for (var command : more) line.addSubcommand(command);
    return ready(line, surroundings.terminal());
  }

  /// Gives any command line our ways: streams, colours, exit codes, failures as one sentence.
  public static CommandLine ready(CommandLine line, Terminal terminal) {
    teachExitCodes(line);
    return line.setOut(new PrintWriter(terminal.out(), true))
        .setErr(new PrintWriter(terminal.err(), true))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.clamp(terminal.columns(), 80, 120))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, args) -> misused(terminal, wrong))
        .setExecutionExceptionHandler((broken, at, parsed) ->
            failed(terminal, broken, parsed.originalArgs().contains("--debug")));
  }

  private static List<Object> ours(Surroundings surroundings) {
    return List.of(
        new Ask(surroundings),
        new Import(surroundings),
        new Imports(surroundings),
        new Export(surroundings),
        new Retention(surroundings),
        new Spend(surroundings),
        new Prices(surroundings),
        new Threads(surroundings),
        new ReadRun(surroundings),
        new WriteReport(surroundings),
        new ShowEvidence(surroundings),
        new Workspaces(surroundings),
        new Keys(surroundings),
        new Accounts(surroundings),
        new WalkGoldenPath(surroundings),
        new DoctorCommand(surroundings),
        AuditCommand.line(surroundings));
  }

  /// Every help ends with what the exit code means, after the command's own examples.
  private static void teachExitCodes(CommandLine line) {
    var usage = line.getCommandSpec().usageMessage();
    var footer = new ArrayList<>(List.of(usage.footer()));
    footer.addAll(EXIT_CODES);
    usage.footer(footer.toArray(String[]::new));
    line.getSubcommands().values().forEach(Cli::teachExitCodes);
  }

  private static int misused(Terminal terminal, ParameterException wrong) {
    terminal.err().println("apex: " + wrong.getMessage());
    suggestion(wrong).ifPresent(text -> terminal.err().println("Did you mean " + text + "?"));
    terminal
        .err()
        .println(
            "Try: ./%s --help".formatted(wrong.getCommandLine().getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static Optional<String> suggestion(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) return Optional.empty();
    var spec = wrong.getCommandLine().getCommandSpec();
    var known = new ArrayList<>(spec.subcommands().keySet());
    spec.options().forEach(option -> known.addAll(List.of(option.names())));
    return unmatched.getUnmatched().stream().findFirst().flatMap(typed -> Nearest.to(typed, known));
  }

  private static int failed(Terminal terminal, Exception broken, boolean debug) {
    var err = terminal.err();
    if (debug) broken.printStackTrace(err);
    if (broken instanceof ApexException expected) {
      err.println("apex: " + expected.getMessage());
      err.println("Try: " + expected.remedy());
      return ExitCode.of(expected.code());
    }
    err.println("apex: this is a defect of ours: " + broken);
    err.println("Try: run it again with --debug and report what it prints.");
    return ExitCode.UNKNOWN;
  }
}
