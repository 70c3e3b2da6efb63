package apex.backend.ingestion.otlp;

/// Leaves the reading of one span at the first rule it breaks; never leaves this package. Costs no
/// stack trace.
final class RefusedTelemetry extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_MAX = 60;

  private final TelemetryFault fault;

  RefusedTelemetry(TelemetryFault fault, String field, String value, String rule) {
    super("%s must be %s, was '%s'".formatted(field, rule, shown(value)), null, false, false);
    this.fault = fault;
  }

  TelemetryFault fault() {
    return fault;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  private static String shown(String value) {
    var cut = value.length() > SHOWN_MAX ? value.substring(0, SHOWN_MAX) + "…" : value;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
