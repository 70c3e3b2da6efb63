package apex.ops.audit.baseline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Which files git takes for renamed since the baseline was committed. Where there is no git, or no
/// repository, none.
public final class Renames {
  private static final long SECONDS_MAX = 20;

  private Renames() {}

  /// Old name to new, relative to the folder.
  public static Map<String, String> since(Path folder) {
    var commit = git(folder, List.of("log", "-1", "--format=%H", "--", Baseline.NAME)).strip();
    if (commit.isEmpty()) commit = "HEAD";
    // the index knows of files that are new and not yet committed only when told
    var said =
        git(
            folder,
            List.of(
                "diff", "-M50%", "--diff-filter=R", "--name-status", "--relative", "-z", commit));
    var parts = said.split("\0");
    var names = new HashMap<String, String>();
    for (int i = 0; i + 2 < parts.length; i += 3) names.put(parts[i + 1], parts[i + 2]);
    return names;
  }

  private static String git(Path folder, List<String> arguments) {
    try {
      var command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
      command.addAll(arguments);
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
      return process.waitFor() == 0 ? said : "";
    } catch (IOException absent) {
      return "";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
