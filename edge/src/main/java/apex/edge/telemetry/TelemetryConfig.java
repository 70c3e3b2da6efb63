package apex.edge.telemetry;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;

/// Where a process sends its traces.
///
/// @param service name of the process in its traces, such as `apex-backend`
/// @param collector an OTLP/HTTP receiver's address without the path; absent: spans go nowhere
public record TelemetryConfig(String service, Optional<URI> collector) {
  private static final Setting<Optional<URI>> COLLECTOR =
      Setting.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "Address of an OpenTelemetry collector for traces over HTTP, such as"
              + " http://127.0.0.1:4318; empty sends none",
          "",
          text -> Optional.of(text).filter(Predicate.not(String::isBlank)).map(URI::create));

  public static TelemetryConfig from(String service, Environment settings) {
    return new TelemetryConfig(service, settings.read(COLLECTOR).get(COLLECTOR));
  }

  /// Counts and makes ids, and sends nothing.
  public static TelemetryConfig local(String service) {
    return new TelemetryConfig(service, Optional.empty());
  }
}
