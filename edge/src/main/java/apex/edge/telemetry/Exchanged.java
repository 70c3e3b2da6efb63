package apex.edge.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.Set;
import org.slf4j.MDC;

/// One request while it is answered: its span is current on this thread, its trace's id on every
/// line this thread logs. Closing it counts the request.
public final class Exchanged implements AutoCloseable {
  /// Names the trace on a log line.
  public static final String TRACE_ID = "trace_id";

  private static final String NOWHERE = "none";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

  private final Telemetry telemetry;
  private final String method;
  private final Span span;
  private final Scope current;
  private final MDC.MDCCloseable logged;
  private final long began = System.nanoTime();
  private String route = NOWHERE;
  private int status;

  @SuppressWarnings("MustBeClosedChecker") // closed with this
  Exchanged(Telemetry telemetry, String method, Span span) {
    this.telemetry = telemetry;
    this.method = METHODS.contains(method) ? method : "_OTHER"; // a client could invent thousands
    this.span = span;
    this.current = span.makeCurrent();
    this.logged = MDC.putCloseable(TRACE_ID, span.getSpanContext().getTraceId());
  }

  /// @param route the form of the address as it was declared, such as `/api/runs/{id}`
  public void route(String route) {
    this.route = route;
  }

  public void status(int status) {
    this.status = status;
  }

  @Override
  public void close() {
    span.updateName(method + " " + route);
    span.setAttribute("http.request.method", method);
    span.setAttribute("http.route", route);
    span.setAttribute("http.response.status_code", (long) status);
    if (status >= 500) span.setStatus(StatusCode.ERROR);
    logged.close();
    current.close();
    span.end();
    telemetry.exchanged(method, route, status, System.nanoTime() - began);
  }
}
