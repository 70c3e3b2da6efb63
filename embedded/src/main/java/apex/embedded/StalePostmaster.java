package apex.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// PostgreSQL's own note of who serves a data folder. After a crash it may name a server that still
/// runs, which is ended, or a number that now belongs to a stranger, which PostgreSQL would refuse
/// to start beside.
record StalePostmaster(Path data) {
  void clear() throws IOException {
    var note = data.resolve("postmaster.pid");
    if (!Files.exists(note)) return;
    var lines = Files.readAllLines(note);
    if (lines.size() > 2) mark(lines).end(StopSignal.INT, Duration.ofSeconds(10));
    Files.deleteIfExists(note);
  }

  private static ProcessMark mark(java.util.List<String> lines) {
    var pid = Long.parseLong(lines.getFirst().strip());
    return new ProcessMark(pid, Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip())));
  }
}
