package apex.ops.audit.command;

import apex.ops.audit.cache.AuditCache;
import apex.ops.audit.config.AuditConfig;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.scan.FactCache;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the caches of audits lie: `${XDG_CACHE_HOME:-~/.cache}/apex/audit`.
final class Caches {
  private Caches() {}

  static FactCache of(
      Surroundings surroundings, Path root, boolean noIgnore, AuditConfig config, Packs packs) {
    var variables = surroundings.environment().variables();
    var base = variables.getOrDefault("XDG_CACHE_HOME", "");
    var home = variables.getOrDefault("HOME", "");
    if (base.isEmpty() && home.isEmpty()) return FactCache.NONE;
    var folder = base.isEmpty() ? Path.of(home, ".cache") : Path.of(base);
    return new AuditCache(
        folder.resolve("apex/audit"),
        root + " " + noIgnore,
        build() + '\n' + config.written() + '\n' + packs.written());
  }

  /// Tells this build of the tool from any other.
  private static String build() {
    try {
      var at = Path.of(Caches.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(at))
        return at + " " + Files.size(at) + " " + Files.getLastModifiedTime(at);
      // classes in a folder, while the tool itself is worked on
      try (var classes = Files.walk(at.resolve("apex/ops/audit"))) {
        return classes.map(Caches::stamp).sorted().toList().toString();
      }
    } catch (IOException | URISyntaxException unknown) {
      return AuditCommand.VERSION;
    }
  }

  private static String stamp(Path file) {
    try {
      return file + " " + Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return file.toString();
    }
  }
}
