package apex.spend.violation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Breaks: spend does no I/O; building an object does no I/O.
public final class ReadsAFile {
  final String prices;

  public ReadsAFile() throws IOException {
    prices = Files.readString(Path.of("prices.tsv"));
  }
}
