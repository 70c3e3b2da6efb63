package apex.ops.audit.command;

import apex.ops.audit.Audit;
import apex.ops.audit.config.ConfigFile;
import apex.ops.audit.pack.PackRule;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.report.Report;
import apex.ops.audit.rule.Catalogue;
import apex.ops.audit.rule.Rule;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.tree.SourceTree;
import apex.ops.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is to be audited and how.
final class Asked {
  @Parameters(
      paramLabel = "PATH",
      description = "A folder or a source file (default: .).",
      arity = "0..1")
  Path path = Path.of(".");

  @Option(names = "--no-cache", description = "Read every file again and keep nothing.")
  boolean noCache;

  @Option(names = "--no-ignore", description = "Read also what a .gitignore leaves out.")
  boolean noIgnore;

  /// @param folder that configuration and baseline lie in
  /// @param whole whether all of that folder was audited
  record Done(Report report, Path folder, boolean whole, Packs packs) {}

  Done audit(Surroundings surroundings) {
    var at = surroundings.folder().resolve(path);
    var folder = (Files.isDirectory(at) ? at : at.toAbsolutePath().resolveSibling(".")).normalize();
    var config = ConfigFile.in(folder);
    var packs = Packs.of(folder, config.packs());
    var tree = SourceTree.of(at, Audit.languages(), config.exclude(), !noIgnore);
    var cache =
        noCache
            ? FactCache.NONE
            : Caches.of(surroundings, at.toAbsolutePath().normalize(), noIgnore, config, packs);
    try (var bar = new FilesBar(surroundings.terminal(), tree.files().size())) {
      var report = new Audit(config, packs, cache).of(tree, bar::moved);
      return new Done(report, folder, Files.isDirectory(at), packs);
    }
  }

  static List<Rule> rules(Packs packs) {
    return Stream.concat(Catalogue.ALL.stream(), packs.rules().stream().map(PackRule::rule))
        .toList();
  }
}
