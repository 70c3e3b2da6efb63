package apex.edge.mcp;

import apex.edge.http.Handler;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Tools over MCP's Streamable HTTP, without a session: a POST of one JSON-RPC message is answered
/// with JSON, a notification with 202. Only what `callers` lets in is answered, message by message.
/// The rules of the transport are those of the protocol's version 2025-11-25. Shared.
public final class ToolServer implements Handler {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Config config;
  private final Function<Request, Identity> callers;
  private final Sdk sdk;

  /// @param instructions what a client tells its model about the tools as a whole
  /// @param origins web pages that may call, beside those of the same machine
  public record Config(
      String name, String title, String version, String instructions, List<String> origins) {
    public Config {
      origins = List.copyOf(origins);
    }
  }

  /// @param callers who a request's token proves to be asking
  public ToolServer(Config config, List<Tool> tools, Function<Request, Identity> callers) {
    this.config = config;
    this.callers = callers;
    this.sdk = new Sdk(config, tools);
  }

  /// The protocol's versions that are spoken, oldest first.
  public static List<String> versions() {
    return Sdk.VERSIONS;
  }

  @Override
  public Response answer(Request request) throws IOException {
    request.header("origin").ifPresent(this::requireTrusted);
    var caller = callers.apply(request);
    if (!request.mediaType().equals("application/json"))
      throw new ApexException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type must be application/json, was '%s'".formatted(request.mediaType()));
    var refusal = refusal(request);
    if (refusal.isPresent()) return refusal.get();
    var text = new String(request.bytes(), StandardCharsets.UTF_8);
    return response(sdk.exchange(text, caller, request.id()));
  }

  /// A page of a foreign origin whose name was bound to this machine's address may not call.
  private void requireTrusted(String origin) {
    if (config.origins().contains(origin) || loopback(origin)) return;
    throw new ApexException(
        ErrorCode.FORBIDDEN,
        "pages of the origin '%s' may not call this server".formatted(origin),
        "Call it from a program, or name the origin in MCP_ORIGINS.");
  }

  private static boolean loopback(String origin) {
    try {
      var host = Optional.ofNullable(URI.create(origin).getHost()).orElse("");
      return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static Optional<Response> refusal(Request request) {
    if (!takesJson(request))
      return Optional.of(
          refused(406, "the answer is application/json, which the Accept header excludes"));
    return request
        .header("mcp-protocol-version")
        .filter(version -> !versions().contains(version))
        .map(version ->
            refused(
                400,
                "MCP-Protocol-Version must be one of %s, was '%s'"
                    .formatted(String.join(", ", versions()), version)));
  }

  private static boolean takesJson(Request request) {
    return request
        .header("accept")
        .map(accept -> Arrays.stream(accept.split(",")).anyMatch(ToolServer::holdsJson))
        .orElse(true);
  }

  private static boolean holdsJson(String range) {
    var parts = range.toLowerCase(Locale.ROOT).split(";");
    var never = Arrays.stream(parts).skip(1).map(String::strip).anyMatch("q=0"::equals);
    return !never && Set.of("application/json", "application/*", "*/*").contains(parts[0].strip());
  }

  private static Response refused(int status, String why) {
    return Response.of(status, "application/json", StatelessTransport.refused(why).json());
  }

  private static Response response(StatelessTransport.Reply reply) {
    return switch (reply) {
      case StatelessTransport.Reply.Answered(var json) ->
          Response.of(200, "application/json", json);
      case StatelessTransport.Reply.Taken _ ->
          new Response(202, List.of(), new Response.Body.Bytes(new byte[0]));
      case StatelessTransport.Reply.Malformed(var json) ->
          Response.of(400, "application/json", json);
    };
  }
}
