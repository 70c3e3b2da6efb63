package apex.backend.ingestion.otlp;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Probe;
import java.time.Duration;
import java.time.InstantSource;

/// Whether what is acknowledged reaches the ledger. A moment's wait is how it works; more is told.
public final class SpoolProbe implements Probe {
  /// The budget from the acknowledgement to the first answer that counts it.
  private static final Duration USUAL = Duration.ofSeconds(2);

  private final TelemetryLine line;
  private final InstantSource clock;

  public SpoolProbe(TelemetryLine line, InstantSource clock) {
    this.line = line;
    this.clock = clock;
  }

  @Override
  public String service() {
    return "ingest_spool";
  }

  @Override
  public void ask() {
    var waiting = line.waiting();
    var since = waiting.oldest();
    if (since.isEmpty() || since.get().plus(USUAL).isAfter(clock.instant())) return;
    throw new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "%d of %d bytes of telemetry wait since %s%s"
            .formatted(
                waiting.bytes(),
                waiting.bytesMax(),
                since.get(),
                waiting.trouble().isEmpty() ? "" : ": " + waiting.trouble()),
        "Nothing is lost: it is counted when ClickHouse and PostgreSQL answer again.");
  }
}
