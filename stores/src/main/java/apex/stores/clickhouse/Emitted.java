package apex.stores.clickhouse;

import java.util.List;

/// What telemetry told of a call beside the call itself. Kept as it was sent, so that another
/// reading of it stays possible. A text that was not told is empty.
///
/// @param semantics how the numbers were read: `inclusive`, `exclusive` or `ambiguous`
/// @param scope the instrumentation that emitted it, and its version
/// @param traceId 16 bytes, `spanId` 8; zeros when there was none
/// @param around the spans it lies in, the nearest first; whoever tells its usage again is one of
///   them
/// @param finishReason why the answer ended, such as `stop`, `length` or `cancelled`
/// @param promptHash equal for equal requests; 0 when not told
public record Emitted(
    String semantics,
    String service,
    String environment,
    String operation,
    String scope,
    String scopeVersion,
    String responseId,
    byte[] traceId,
    byte[] spanId,
    List<CallIdentity.Span> around,
    Sent sent,
    String finishReason,
    long promptHash) {
  /// Of a call that came without any telemetry.
  public static final Emitted NONE =
      new Emitted(
          "inclusive", "", "", "", "", "", "", new byte[16], new byte[8], List.of(), Sent.NONE);

  /// Without a finish reason and a prompt hash.
  public Emitted(
      String semantics,
      String service,
      String environment,
      String operation,
      String scope,
      String scopeVersion,
      String responseId,
      byte[] traceId,
      byte[] spanId,
      List<CallIdentity.Span> around,
      Sent sent) {
    this(
        semantics,
        service,
        environment,
        operation,
        scope,
        scopeVersion,
        responseId,
        traceId,
        spanId,
        around,
        sent,
        "",
        0);
  }

  public Emitted {
    around = List.copyOf(around);
    if (traceId.length != 16 || spanId.length != 8)
      throw new IllegalArgumentException("a trace id has 16 bytes and a span id 8");
  }

  /// The numbers as the emitter sent them; -1 when it did not.
  public record Sent(
      long input, long cacheRead, long cacheWrite, long output, long reasoning, long total) {
    public static final Sent NONE = new Sent(-1, -1, -1, -1, -1, -1);
  }
}
