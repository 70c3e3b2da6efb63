package apex.ops.audit.python;

import apex.edge.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// CPython's own parser, asked through `oracle.py`. Tests that need it are skipped, visibly, where
/// there is no `python3`.
final class Oracle {
  /// What it says of one file: its facts as `[line, kind, module, name]`, or why it rejects it.
  record Opinion(List<String> facts, Optional<String> rejected) {}

  private Oracle() {}

  static boolean present() {
    try {
      var process =
          new ProcessBuilder("python3", "-c", "import ast").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static void assumePresent() {
    Assumptions.assumeTrue(
        present(), "there is no python3 on this machine: the oracle cannot be asked");
  }

  /// One line that `python3` prints.
  static String python(String code) throws IOException, InterruptedException {
    var process = new ProcessBuilder("python3", "-c", code).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) throw new IOException("python3 failed: " + code);
    return said;
  }

  /// What it says of every file under a folder.
  static Map<String, Opinion> opinions(Path root, Path scratch)
      throws IOException, InterruptedException {
    var script = scratch.resolve("oracle.py");
    try (var source = Oracle.class.getResourceAsStream("/apex/ops/audit/oracle.py")) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    var out = scratch.resolve("oracle.jsonl").toFile();
    var process =
        new ProcessBuilder("python3", script.toString(), root.toString(), "2")
            .redirectOutput(out)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) throw new IOException("the oracle failed");
    var opinions = new TreeMap<String, Opinion>();
    try (var lines = Files.lines(out.toPath())) {
      lines
          .map(Json::tree)
          .filter(line -> line.has("path"))
          .forEach(line -> opinions.put(line.path("path").asString(), opinion(line)));
    }
    return opinions;
  }

  private static Opinion opinion(JsonNode line) {
    if (line.has("rejected"))
      return new Opinion(List.of(), Optional.of(line.path("rejected").asString()));
    return new Opinion(
        line.path("facts").valueStream().map(Object::toString).sorted().toList(), Optional.empty());
  }
}
