package apex.bench;

import apex.backend.ingestion.spool.Spool;
import apex.backend.ingestion.spool.SpoolLimits;
import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.environment.Environment;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The least a durable receiver of spans can do: it decodes a request, puts its bytes on the disk,
/// and answers. A program of its own, run with the flags of the backend.
public final class FloorReceiver {
  private static final int BODY_BYTES_MAX = 64 << 20;
  private static final long FORGET_EVERY = 64L << 20;

  private FloorReceiver() {}

  /// @param args the folder to write into
  public static void main(String[] args) {
    var limits = new SpoolLimits(1L << 40, 16 << 20, 10_000);
    var spool = Spool.open(Path.of(args[0]), limits).orElseThrow();
    var spans = new AtomicLong();
    var routes =
        Routes.builder()
            .upload(
                "/v1/traces",
                BODY_BYTES_MAX,
                request -> {
                  var body = request.bytes();
                  spans.addAndGet(
                      ExportTraceServiceRequest.parseFrom(body).getResourceSpansCount());
                  spool.append(body);
                  if (spool.bytes() > FORGET_EVERY) spool.forget(spool.end());
                  return Response.of(200, "application/x-protobuf", new byte[0]);
                })
            .build();
    var server =
        new Server(
                ServerConfig.from(new Environment(Map.of()), "127.0.0.1", 0),
                routes,
                new Telemetry(TelemetryConfig.local("floor")))
            .start();
    System.out.println("READY {\"service\":\"floor\",\"port\":%d}".formatted(server.port()));
  }
}
