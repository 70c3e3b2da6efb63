package apex.bench;

import apex.bench.analyses.AnalysesBench;
import apex.bench.faults.FaultsBench;
import apex.bench.resilience.ResilienceBench;
import apex.kernel.environment.Environment;
import apex.ops.Cli;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The measurements on the command line.
@Command(
    name = "apex bench",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measure this house. Each measurement prints its settings, machine and floor.",
    footer = {"", "Examples:", "  ./apex bench answer --calls 30000 --n 50"})
public final class Main implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec CommandSpec spec;

  private Main(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  public static void main(String[] args) {
    // Named, since other programs on the class path have configurations of their own.
    System.setProperty("logback.configurationFile", "apex/ops/logback.xml");
    System.exit(run(Surroundings.of(Environment.ofProcess()), args));
  }

  static int run(Surroundings surroundings, String... args) {
    var line = new CommandLine(new Main(surroundings));
    line.addSubcommand(new AuditBench(surroundings));
    line.addSubcommand(new AnswerBench(surroundings));
    line.addSubcommand(new IngestBench(surroundings));
    line.addSubcommand(new ImportBench(surroundings));
    line.addSubcommand(new FaultsBench(surroundings));
    line.addSubcommand(new AnalysesBench(surroundings));
    line.addSubcommand(new HungBench(surroundings));
    line.addSubcommand(new ResilienceBench(surroundings));
    return Cli.ready(line, surroundings.terminal()).execute(args);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(surroundings.terminal().out());
    return ExitCode.WELL;
  }
}
