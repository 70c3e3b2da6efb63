package apex.backend.chat;

import apex.backend.agents.step.EventData;
import apex.backend.agents.step.RunEvent;
import apex.kernel.run.AgentName;
import apex.stores.postgres.Lease;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.MDC;

/// The trace of one answering of a run: a span for all of it, one under it for each agent's part,
/// one under that for each tool, named as OpenTelemetry's GenAI conventions 1.41 name them. Follows
/// what the run tells, on the thread that tells it, where the innermost span is current.
final class RunTrace implements AutoCloseable {
  private final Tracer tracer;
  private final Deque<Open> open = new ArrayDeque<>();
  private final MDC.MDCCloseable logged;

  /// A span that has begun, current on its thread.
  private record Open(Span span, Scope scope) implements AutoCloseable {
    @Override
    public void close() {
      scope.close();
      span.end();
    }
  }

  RunTrace(Tracer tracer, Lease lease) {
    this.tracer = tracer;
    var all = tracer.spanBuilder("invoke_workflow answer").setParent(Context.root()).startSpan();
    all.setAttribute("apex.run_id", lease.run().toString());
    all.setAttribute("apex.epoch", lease.epoch());
    push(all);
    this.logged = MDC.putCloseable("trace_id", all.getSpanContext().getTraceId());
  }

  void note(RunEvent event) {
    switch (event.data()) {
      case EventData.Started _ when event.agent() != AgentName.WORKFLOW ->
          begin("invoke_agent " + event.agent().label());
      case EventData.ToolExecuting tool -> begin("execute_tool " + tool.toolName());
      case EventData.ToolCompleted _ -> end();
      case EventData.ToolFailed failed -> fail(failed.error());
      case EventData.Completed _ -> end();
      case EventData.Failed failed -> fail(failed.errorCode());
      default -> {}
    }
  }

  private void begin(String name) {
    push(tracer.spanBuilder(name).startSpan());
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the span it stands for
  private void push(Span span) {
    open.push(new Open(span, span.makeCurrent()));
  }

  private void fail(String why) {
    Span.current().setStatus(StatusCode.ERROR, why);
    end();
  }

  /// The span of the whole run ends with the run only.
  private void end() {
    if (open.size() > 1) open.pop().close();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) open.pop().close();
    logged.close();
  }
}
