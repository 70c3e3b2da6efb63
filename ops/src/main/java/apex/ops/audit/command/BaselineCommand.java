package apex.ops.audit.command;

import apex.ops.audit.baseline.Baseline;
import apex.ops.audit.baseline.Renames;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Accepts what is wrong today.
@Command(
    name = "baseline",
    description = {
      "Write down what is wrong today in apex-audit.baseline.json beside the code, so that",
      "--no-new fails only for more. Every later audit takes out of it what is no longer found."
    },
    footer = {"", "Examples:", "  ./apex audit baseline .", "  ./apex audit . --no-new"})
final class BaselineCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin Asked asked = new Asked();

  BaselineCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var done = asked.audit(surroundings);
    var baseline = Baseline.of(done.report());
    baseline.save(done.folder());
    surroundings
        .terminal()
        .out()
        .println(
            "%d entries in %s"
                .formatted(baseline.keys().size(), done.folder().resolve(Baseline.NAME)));
    return ExitCode.WELL;
  }

  /// With the names that git says files have now.
  static Baseline moved(Baseline baseline, Path folder) {
    return baseline.keys().isEmpty() ? baseline : baseline.renamed(Renames.since(folder));
  }
}
