package apex.backend.api;

import apex.backend.ingestion.otlp.OtlpForm;
import apex.backend.ingestion.otlp.OtlpIntake;
import apex.backend.ingestion.otlp.OtlpSignal;
import apex.backend.ingestion.otlp.TelemetryLine;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.postgres.IngestKey;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.TokenHash;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OTLP over HTTP: `POST /v1/traces`, `/v1/metrics`, `/v1/logs`, in protobuf or JSON, with an
/// ingest key as Bearer or in `x-apex-key`. Answers in the form it was asked in, failures too, as
/// the protocol's specification (1.11) wants: 200 may reject some spans and says which; 400 must
/// not be sent again; 429 and 503 may, after `Retry-After`.
public final class Otlp {
  private static final Logger LOG = LoggerFactory.getLogger(Otlp.class);

  private final TelemetryLine line;
  private final KeyStore keys;
  private final OtlpBodies bodies;

  public Otlp(TelemetryLine line, KeyStore keys) {
    this.line = line;
    this.keys = keys;
    this.bodies = OtlpBodies.of(line.config());
  }

  List<Endpoint> endpoints() {
    return List.of(
        endpoint(OtlpSignal.TRACES, "Spans of OpenTelemetry; those of model calls are counted"),
        endpoint(OtlpSignal.METRICS, "Metrics of OpenTelemetry; those of tokens are kept"),
        endpoint(OtlpSignal.LOGS, "Logs of OpenTelemetry; events that tell usage are counted"));
  }

  private Endpoint endpoint(OtlpSignal signal, String summary) {
    return Endpoint.post(
            "/v1/" + signal.word(),
            Endpoint.Access.KEY,
            summary,
            request -> answer(signal, request))
        // The limit is held here, so that its refusal has the protocol's form.
        .streamed(OtlpForm.PROTOBUF.mediaType(), Long.MAX_VALUE)
        .answers(200, String.class);
  }

  private Response answer(OtlpSignal signal, Request request)
      throws IOException, InterruptedException {
    var form = OtlpForm.of(request.mediaType());
    try {
      return taken(signal, form.orElseThrow(() -> unsupported(request)), request);
    } catch (ApexException refused) {
      return refusal(refused, form.orElse(OtlpForm.JSON), request);
    }
  }

  private Response taken(OtlpSignal signal, OtlpForm form, Request request)
      throws IOException, InterruptedException {
    var sender = sender(request);
    try (var body = bodies.read(request, sender.workspace().id())) {
      var answer = line.take(sender, signal, form, body.bytes());
      return Response.of(200, form.mediaType(), written(signal, form, answer));
    }
  }

  private IngestKey.Opened sender(Request request) {
    var key =
        request
            .header("x-apex-key")
            .map(String::strip)
            .or(request::bearer)
            .filter(sent -> sent.startsWith(Keys.PREFIX))
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.UNAUTHENTICATED,
                    "an ingest key is needed, as Authorization: Bearer apx_… or x-apex-key: apx_…",
                    "Make one with POST /api/keys and send it as a header."));
    return keys.verify(TokenHash.of(key))
        .orElseThrow(() ->
            new ApexException(ErrorCode.UNAUTHENTICATED, "the ingest key is unknown or revoked"));
  }

  private static ApexException unsupported(Request request) {
    return new ApexException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type must be application/x-protobuf or application/json, was "
            + (request.mediaType().isEmpty() ? "absent" : request.mediaType()));
  }

  private static byte[] written(OtlpSignal signal, OtlpForm form, OtlpIntake.Answer answer) {
    return switch (form) {
      case PROTOBUF -> message(signal, answer).toByteArray();
      case JSON -> json(signal, answer);
    };
  }

  private static MessageLite message(OtlpSignal signal, OtlpIntake.Answer answer) {
    var whole = answer.rejected() == 0;
    return switch (signal) {
      case TRACES ->
          whole
              ? ExportTraceServiceResponse.getDefaultInstance()
              : ExportTraceServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportTracePartialSuccess.newBuilder()
                          .setRejectedSpans(answer.rejected())
                          .setErrorMessage(answer.why()))
                  .build();
      case METRICS ->
          whole
              ? ExportMetricsServiceResponse.getDefaultInstance()
              : ExportMetricsServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportMetricsPartialSuccess.newBuilder()
                          .setRejectedDataPoints(answer.rejected())
                          .setErrorMessage(answer.why()))
                  .build();
      case LOGS ->
          whole
              ? ExportLogsServiceResponse.getDefaultInstance()
              : ExportLogsServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportLogsPartialSuccess.newBuilder()
                          .setRejectedLogRecords(answer.rejected())
                          .setErrorMessage(answer.why()))
                  .build();
    };
  }

  /// Names in lower camel case and 64-bit numbers as texts, as protobuf's JSON has them.
  private static byte[] json(OtlpSignal signal, OtlpIntake.Answer answer) {
    if (answer.rejected() == 0) return Json.bytes(Map.of());
    var count =
        switch (signal) {
          case TRACES -> "rejectedSpans";
          case METRICS -> "rejectedDataPoints";
          case LOGS -> "rejectedLogRecords";
        };
    var partial = new LinkedHashMap<String, Object>();
    partial.put(count, Long.toString(answer.rejected()));
    partial.put("errorMessage", answer.why());
    return Json.bytes(Map.of("partialSuccess", partial));
  }

  /// A `google.rpc.Status`, which the specification asks of every failure.
  private static Response refusal(ApexException refused, OtlpForm form, Request request) {
    var code = refused.code();
    if (code == ErrorCode.BUG)
      LOG.error("request {} {} failed", request.id(), request.path(), refused);
    var message =
        code == ErrorCode.BUG
            ? "something is wrong on our side; the log has it under " + request.id()
            : "%s: %s. %s".formatted(code, refused.getMessage(), refused.remedy());
    var body =
        switch (form) {
          case PROTOBUF -> status(grpc(code), message);
          case JSON -> Json.bytes(Map.of("code", grpc(code), "message", message));
        };
    var response = Response.of(code.httpStatus(), form.mediaType(), body);
    return retryAfter(code).map(seconds -> response.with("Retry-After", seconds)).orElse(response);
  }

  /// Its fields are 1, the code, and 2, the message; the class for it is in no library we have.
  private static byte[] status(int code, String message) {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeInt32(1, code);
      out.writeString(2, message);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static Optional<String> retryAfter(ErrorCode code) {
    return switch (code.httpStatus()) {
      case 429, 503 -> Optional.of(code == ErrorCode.OVER_CAPACITY ? "2" : "5");
      default -> Optional.empty();
    };
  }

  /// The number in `google.rpc.Code`.
  private static int grpc(ErrorCode code) {
    return switch (code.httpStatus()) {
      case 401 -> 16;
      case 413 -> 8;
      case 429 -> 8;
      case 503 -> 14;
      case 504 -> 4;
      default -> code.httpStatus() < 500 ? 3 : 13;
    };
  }
}
