package apex.bench;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The library that comes with the Python on this machine: real source, the same for everyone.
///
/// @param root where it lies
/// @param version of that Python
record StandardLibrary(Path root, String version) {
  private static final String ASK =
      "import sys, sysconfig; print(sysconfig.get_path('stdlib')); print(sys.version.split()[0])";

  static StandardLibrary here() throws InterruptedException {
    try {
      var process = new ProcessBuilder("python3", "-c", ASK).start();
      var said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      if (process.waitFor() == 0 && said.size() == 2)
        return new StandardLibrary(Path.of(said.getFirst()), said.getLast());
    } catch (IOException absent) {
      // told below
    }
    throw new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "there is no python3 on PATH; the files to audit and the oracle come from it.",
        "Install Python 3, for example with 'apt-get install python3'.");
  }

  /// Copies its modules into a folder, as often as it takes to have so many files. Installed
  /// packages are left out.
  void copy(Path into, int files) throws IOException {
    var modules = modules();
    for (int made = 0; made < files; made++) {
      var module = modules.get(made % modules.size());
      var copy =
          into.resolve("copy" + made / modules.size()).resolve(root.relativize(module).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(module, copy);
    }
  }

  List<Path> modules() throws IOException {
    try (var all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(".py") && Files.isRegularFile(file))
          .filter(file -> !root.relativize(file).startsWith("site-packages"))
          .filter(file -> !root.relativize(file).startsWith("dist-packages"))
          .sorted()
          .toList();
    }
  }
}
