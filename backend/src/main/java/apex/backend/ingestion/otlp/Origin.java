package apex.backend.ingestion.otlp;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;

/// Who emitted telemetry.
///
/// @param service and `environment`: empty when not told
record Origin(String service, String environment, String scope, String scopeVersion) {
  private static final int CHARS_MAX = 200;

  static Origin of(Resource resource, InstrumentationScope scope) {
    return new Origin(
        attribute(resource, "service.name"),
        attribute(resource, "deployment.environment.name", "deployment.environment"),
        cut(scope.getName()),
        cut(scope.getVersion()));
  }

  private static String attribute(Resource resource, String... names) {
    for (var name : names)
      for (var attribute : resource.getAttributesList())
        if (attribute.getKey().equals(name)) return cut(attribute.getValue().getStringValue());
    return "";
  }

  /// Names of programs steer nothing, so a strange one is shortened and never costs a call.
  private static String cut(String text) {
    var cut = text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) : text;
    return cut.chars().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", "?") : cut;
  }
}
