package apex.backend.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import apex.kernel.failure.ApexException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/// Hand-written broken files, each with what must be said about it. The hold-out was written before
/// the reader and is reported apart.
class BrokenFilesTest {

  @TestFactory
  Stream<DynamicTest> brokenFilesAreToldRowByRow(TestReporter reporter) throws Exception {
    return files("broken", reporter);
  }

  @TestFactory
  Stream<DynamicTest> brokenFilesOfTheHoldOutAreToldRowByRow(TestReporter reporter)
      throws Exception {
    return files("holdout", reporter);
  }

  private static Stream<DynamicTest> files(String folder, TestReporter reporter)
      throws IOException, URISyntaxException {
    var root = Path.of(BrokenFilesTest.class.getResource(folder).toURI());
    List<Path> files;
    try (var all = Files.list(root)) {
      files = all.filter(file -> !file.toString().endsWith(".expect")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    reporter.publishEntry(folder, files.size() + " files");
    return files.stream()
        .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    var expected = Files.readAllLines(Path.of(file + ".expect"));
    if (expected.getFirst().startsWith("fails "))
      failsWith(file, expected.getFirst().substring("fails ".length()));
    else assertThat(said(file)).isEqualTo(expected);
  }

  private static List<String> said(Path file) throws IOException {
    var rows = read(file);
    var rejected = rows.rejections.size();
    var head = "%d %d %d".formatted(rows.calls.size() + rejected, rows.calls.size(), rejected);
    return Stream.concat(Stream.of(head), rows.summary().stream()).toList();
  }

  private static void failsWith(Path file, String words) throws IOException {
    try {
      var rows = read(file);
      assertThat(rows.calls).as("nothing is taken").isEmpty();
      throw new AssertionError("the file was read, with " + rows.rejections);
    } catch (ApexException refused) {
      assertThat(refused.getMessage()).contains(words, file.getFileName().toString(), "line ");
    }
  }

  private static KeptRows read(Path file) throws IOException {
    var rows = new KeptRows();
    var defaults =
        file.toString().contains("azure") || file.toString().contains("mooncake")
            ? KeptRows.defaults(Instant.parse("2026-01-01T00:00:00Z"))
            : RowDefaults.NONE;
    var wanted = new UsageFile.Wanted(file.getFileName().toString(), ImportFormat.AUTO, defaults);
    try (var in = Files.newInputStream(file)) {
      KeptRows.reader().read(in, wanted, rows);
    }
    return rows;
  }
}
