package apex.backend.ingestion.otlp;

import apex.kernel.identity.Workspace;
import apex.spend.usage.Call;
import apex.stores.clickhouse.CallIdentity;
import java.util.List;
import java.util.UUID;

/// A call that this house made itself for one of its workspaces. It takes the way of all telemetry,
/// under a source, a service and a scope of its own.
///
/// @param told whether its tokens are known
/// @param responseId by which it is one call, however often it is kept
public record OwnCall(Workspace workspace, Call call, boolean told, String responseId) {
  /// Stands where an ingest key stands: nobody else's call has it.
  static final UUID SOURCE = new UUID(0, 1);

  private static final String SERVICE = "netra-apex";

  /// Its numbers are inclusive; their total says so to whoever reads them.
  Sighting sighting() {
    return new Sighting(
        new CallIdentity.Response(call.provider(), responseId),
        call.at(),
        call.provider(),
        call.model(),
        call.route(),
        call.user(),
        call.conversation(),
        call.status(),
        call.latencyMs(),
        told ? usage() : Usage.NONE,
        SERVICE,
        "",
        "chat",
        SERVICE,
        "",
        "",
        responseId,
        new byte[16],
        new byte[8],
        List.of(),
        false,
        Aside.NONE);
  }

  private Usage usage() {
    var tokens = call.tokens();
    long written = tokens.cacheWrite5m() + tokens.cacheWrite1h();
    return new Usage(
        tokens.input(),
        tokens.cacheRead(),
        written,
        tokens.cacheWrite1h(),
        tokens.output(),
        tokens.reasoning(),
        tokens.input() + tokens.output());
  }
}
