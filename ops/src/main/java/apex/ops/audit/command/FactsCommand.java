package apex.ops.audit.command;

import apex.ops.audit.Audit;
import apex.ops.audit.facts.Watch;
import apex.ops.audit.output.FactLines;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.scan.Scan;
import apex.ops.audit.tree.SourceTree;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is imported where.
@Command(
    name = "facts",
    description = {
      "Show every imported name, one a line: path, line, kind, module, name.",
      "The kind is typing inside 'if TYPE_CHECKING', lazy inside a function, else eager. Files that",
      "cannot be read are named on standard error."
    },
    footer = {"", "Examples:", "  ./apex audit facts . --jsonl", "  ./apex audit facts src/app.py"})
final class FactsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      description = "A folder or a source file (default: .).")
  Path path = Path.of(".");

  @Option(names = "--jsonl", description = "As lines of JSON, which is the only form.")
  boolean jsonLines;

  @Option(names = "--no-ignore", description = "Read also what a .gitignore leaves out.")
  boolean noIgnore;

  FactsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var at = surroundings.folder().resolve(path);
    var tree = SourceTree.of(at, Audit.languages(), List.of(), !noIgnore);
    var watch = new Watch(Set.of(), Set.of());
    var facts = new Scan(watch, FactCache.NONE).read(tree.files(), done -> {});
    FactLines.write(tree, facts, surroundings.terminal().out());
    for (int i = 0; i < facts.size(); i++) {
      var path = tree.files().get(i).path();
      facts
          .get(i)
          .unreadable()
          .ifPresent(why ->
              surroundings
                  .terminal()
                  .err()
                  .println(
                      "apex: unreadable: %s:%d: %s".formatted(path, why.line(), why.reason())));
    }
    tree.failures()
        .forEach(failure ->
            surroundings
                .terminal()
                .err()
                .println("apex: unreadable: %s: %s".formatted(failure.path(), failure.reason())));
    return ExitCode.WELL;
  }
}
