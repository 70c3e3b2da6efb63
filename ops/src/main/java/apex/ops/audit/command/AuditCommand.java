package apex.ops.audit.command;

import apex.ops.audit.Audit;
import apex.ops.audit.config.ConfigFile;
import apex.ops.audit.output.JsonReport;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.tree.SourceTree;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where a code base does not live by one source of truth.
@Command(
    name = "audit",
    description = "Find where a code base does not live by one source of truth.",
    footer = {
      "",
      "Examples:",
      "  ./apex audit .",
      "  ./apex audit src --json",
      "  ./apex audit facts . --jsonl"
    })
public final class AuditCommand implements Callable<Integer> {
  /// Of what the JSON and the SARIF say.
  public static final String VERSION = "0.1.0";

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "PATH",
      description = "A folder or a source file (default: .).",
      arity = "0..1")
  Path path = Path.of(".");

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Option(names = "--no-cache", description = "Read every file again and keep nothing.")
  boolean noCache;

  @Option(names = "--no-ignore", description = "Read also what a .gitignore leaves out.")
  boolean noIgnore;

  public AuditCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// With its own commands.
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new AuditCommand(surroundings))
        .addSubcommand(new FactsCommand(surroundings));
  }

  @Override
  public Integer call() {
    var began = System.nanoTime();
    var at = surroundings.folder().resolve(path);
    var folder = Files.isDirectory(at) ? at : at.toAbsolutePath().resolveSibling(".").normalize();
    var config = ConfigFile.in(folder);
    var packs = Packs.of(folder, config.packs());
    var tree = SourceTree.of(at, Audit.languages(), config.exclude(), !noIgnore);
    var cache = noCache ? FactCache.NONE : Caches.of(surroundings, tree.root(), noIgnore, config, packs);
    var report = new Audit(config, packs, cache).of(tree, done -> {});
    JsonReport.write(report, VERSION, (System.nanoTime() - began) / 1_000_000, surroundings.terminal().out());
    return report.clean() ? ExitCode.WELL : ExitCode.FINDINGS;
  }
}
