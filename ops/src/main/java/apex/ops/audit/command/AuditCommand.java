package apex.ops.audit.command;

import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Where a code base does not live by one source of truth.
@Command(
    name = "audit",
    description = "Find where a code base does not live by one source of truth.",
    footer = {"", "Examples:", "  ./apex audit facts . --jsonl"})
public final class AuditCommand implements Callable<Integer> {
  public AuditCommand(Surroundings surroundings) {}

  /// With its own commands.
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new AuditCommand(surroundings))
        .addSubcommand(new FactsCommand(surroundings));
  }

  @Override
  public Integer call() {
    return ExitCode.WELL;
  }
}
