package apex.bench;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.launcher.sample.SampleUsage;
import apex.ops.house.Session;
import apex.ops.house.UsageImport;
import apex.ops.terminal.Progress;
import apex.ops.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Loads sample calls over the same way that real usage comes in.
///
/// @param terminal where the progress is shown
record SampleLoad(Terminal terminal) {
  private static final long SEED = 1;

  void load(Session owner, int calls) {
    try {
      var file = Files.createTempFile("apex-bench", ".jsonl");
      try {
        write(file, calls);
        send(owner, file, calls);
      } finally {
        Files.delete(file);
      }
    } catch (IOException full) {
      throw new ApexException(
          ErrorCode.CONFIGURATION, "the sample cannot be written: " + full, full);
    }
  }

  private static void write(Path file, int calls) throws IOException {
    var end = Instant.now().truncatedTo(ChronoUnit.DAYS);
    try (var out = Files.newBufferedWriter(file)) {
      SampleUsage.write(out, SEED, calls, end);
    }
  }

  private void send(Session owner, Path file, int calls) throws IOException {
    try (var bytes = Files.newInputStream(file);
        var progress = new Progress(terminal, "sample", Files.size(file))) {
      var result = UsageImport.automatic().send(owner, "sample.jsonl", bytes, progress::moved);
      var accepted = result.tree().path("accepted").asLong(0);
      if (accepted != calls)
        throw new ApexException(
            ErrorCode.BUG, "%,d of %,d sample calls were accepted".formatted(accepted, calls));
    }
  }
}
