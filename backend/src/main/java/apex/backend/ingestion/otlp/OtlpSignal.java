package apex.backend.ingestion.otlp;

import java.util.Locale;

/// What kind of telemetry a request holds.
public enum OtlpSignal {
  TRACES,
  METRICS,
  LOGS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
