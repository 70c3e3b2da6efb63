package apex.ops.audit;

import apex.kernel.environment.Environment;
import apex.ops.Cli;
import apex.ops.audit.config.ConfigFile;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.report.Report;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.tree.SourceTree;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Source on disk for tests, and audits of it.
public final class Trees {
  /// What a command printed and answered.
  public record Ran(int exit, String out, String err) {}

  private Trees() {}

  public static Path write(Path root, Map<String, String> files) {
    files.forEach((path, text) -> write(root, path, text));
    return root;
  }

  public static void write(Path root, String path, String text) {
    try {
      var file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public static Report audit(Path root) {
    return audit(root, FactCache.NONE);
  }

  public static Report audit(Path root, FactCache cache) {
    var config = ConfigFile.in(root);
    var packs = Packs.of(root, config.packs());
    var tree = SourceTree.of(root, Audit.languages(), config.exclude(), true);
    return new Audit(config, packs, cache).of(tree, done -> {});
  }

  /// `./apex …` in a folder, with a cache beside it.
  public static Ran run(Path folder, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        Terminal.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream());
    var cache = folder.resolveSibling(folder.getFileName() + ".cache").toString();
    var here = new Surroundings(new Environment(Map.of("XDG_CACHE_HOME", cache)), folder, terminal);
    var exit = Cli.run(here, arguments);
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
