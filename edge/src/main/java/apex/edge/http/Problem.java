package apex.edge.http;

import apex.edge.json.Json;
import apex.edge.telemetry.Telemetry;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Optional;

/// A failure as a client sees it, RFC 9457 with our additions; the one place where an exception
/// becomes a response.
///
/// @param traceId absent for what is refused before any trace begins
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String errorCode,
    String remedy,
    String requestId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> traceId) {
  static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ApexException failure, String requestId) {
    return of(failure.code(), String.valueOf(failure.getMessage()), failure.remedy(), requestId);
  }

  /// A bug of ours: its message stays in the log.
  static Problem bug(String requestId) {
    return of(
        ErrorCode.BUG,
        "something is wrong on our side; the log has it under " + requestId,
        ErrorCode.BUG.remedy(),
        requestId);
  }

  public Response response() {
    var response = Response.of(status, MEDIA_TYPE, Json.bytes(this));
    return switch (status) {
      case 401 -> response.with("WWW-Authenticate", "Bearer");
      case 429 -> response.with("Retry-After", "60");
      case 503 -> response.with("Retry-After", "1");
      default -> response;
    };
  }

  private static Problem of(ErrorCode code, String detail, String remedy, String requestId) {
    var title = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new Problem(
        "urn:apex:problem:" + title.replace(' ', '-'),
        title,
        code.httpStatus(),
        detail,
        code.name(),
        remedy,
        requestId,
        Telemetry.traceId());
  }
}
