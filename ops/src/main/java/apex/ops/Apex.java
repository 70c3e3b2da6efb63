package apex.ops;

import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The root of the command line: without a command it shows what there is.
@Command(
    name = "apex",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Netra Apex 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "Where the money for language models goes, and how to spend less.")
final class Apex implements Callable<Integer> {
  private final Terminal terminal;

  @Spec CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "With a failure, also print where it happened.")
  boolean debug;

  Apex(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(terminal.out());
    return ExitCode.WELL;
  }
}
