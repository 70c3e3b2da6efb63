package apex.backend.ingestion;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Real usage that lies beside the checkout; tests of it are skipped where it is missing.
final class SharedData {
  private SharedData() {}

  static Path file(String name) {
    var file =
        Path.of(System.getProperty("apex.root", ".."))
            .resolve("../shared/data/usage")
            .resolve(name);
    assumeTrue(Files.isReadable(file), "real usage is missing: " + file.normalize());
    return file;
  }
}
