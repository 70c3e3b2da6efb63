package apex.edge.mcp;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// One JSON-RPC message in, one or none out: the SDK's stateless transport without a wire of its
/// own. Shared.
final class StatelessTransport implements McpStatelessServerTransport {
  private static final Logger LOG = LoggerFactory.getLogger(StatelessTransport.class);
  private static final int PARSE_ERROR = -32700;
  private static final int INVALID_REQUEST = -32600;
  private static final int INVALID_PARAMS = -32602;
  private static final int INTERNAL_ERROR = -32603;

  private final McpJsonMapper mapper;
  private volatile Optional<McpStatelessServerHandler> handler = Optional.empty();

  StatelessTransport(McpJsonMapper mapper) {
    this.mapper = mapper;
  }

  /// What goes back.
  sealed interface Reply {
    /// To a request, also when it failed.
    record Answered(byte[] json) implements Reply {}

    /// To a notification.
    record Taken() implements Reply {}

    /// To what is no message.
    record Malformed(byte[] json) implements Reply {}
  }

  @Override
  public void setMcpHandler(McpStatelessServerHandler made) {
    handler = Optional.of(made);
  }

  /// Nothing is kept between messages.
  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }

  /// @param context what the tools are told of the caller
  Reply exchange(String text, Map<String, Object> context) {
    JsonNode message;
    try {
      message = Json.tree(text);
    } catch (ApexException broken) {
      return malformed(PARSE_ERROR, "the body is not JSON: " + broken.getMessage());
    }
    var fault = fault(message);
    return fault.isPresent()
        ? malformed(INVALID_REQUEST, fault.get())
        : dispatch(message, McpTransportContext.create(context));
  }

  private static Optional<String> fault(JsonNode message) {
    if (message.isArray()) return Optional.of("send one message at a time, not a batch");
    if (!message.isObject()) return Optional.of("a message must be one JSON object");
    if (!message.path("jsonrpc").asString("").equals("2.0"))
      return Optional.of("jsonrpc must be \"2.0\"");
    if (!message.path("method").isString())
      return Optional.of("method must be a text: this server asks nothing and takes no responses");
    var id = message.path("id");
    return id.isMissingNode() || id.isString() || id.isIntegralNumber() && id.canConvertToLong()
        ? Optional.empty()
        : Optional.of("id must be a text or a whole number");
  }

  private Reply dispatch(JsonNode message, McpTransportContext context) {
    var method = message.path("method").asString();
    var params = params(message);
    if (!message.has("id")) return new Reply.Taken(); // nothing is kept that it could be about
    var told = message.path("id");
    Object id = told.isString() ? told.asString() : (Object) told.asLong();
    if (!message.path("params").isMissingNode() && !message.path("params").isObject())
      return new Reply.Answered(failure(id, INVALID_PARAMS, "params must be an object"));
    return answered(new McpSchema.JSONRPCRequest(method, id, params), context);
  }

  private Map<String, Object> params(JsonNode message) {
    return message.path("params").isObject()
        ? mapper.convertValue(message.path("params"), new Params())
        : Map.of();
  }

  private static final class Params
      extends io.modelcontextprotocol.json.TypeRef<Map<String, Object>> {}

  private Reply answered(McpSchema.JSONRPCRequest request, McpTransportContext context) {
    try {
      var response = told().handleRequest(context, request).block();
      return new Reply.Answered(mapper.writeValueAsBytes(response));
    } catch (RuntimeException | IOException failed) {
      return new Reply.Answered(failure(request.id(), Exceptions.unwrap(failed)));
    }
  }

  private McpStatelessServerHandler told() {
    return handler.orElseThrow(() -> new IllegalStateException("no server was built over this"));
  }

  private byte[] failure(Object id, Throwable failed) {
    if (failed instanceof McpError known && known.getJsonRpcError() != null)
      return failure(id, known.getJsonRpcError());
    LOG.error("An MCP request broke", failed);
    return failure(id, INTERNAL_ERROR, "something is wrong on our side; the log has it");
  }

  private byte[] failure(Object id, int code, String message) {
    return failure(id, new JSONRPCResponse.JSONRPCError(code, message));
  }

  private byte[] failure(Object id, JSONRPCResponse.JSONRPCError error) {
    try {
      return mapper.writeValueAsBytes(JSONRPCResponse.error(id, error));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A failure that belongs to no request.
  static Reply.Malformed malformed(int code, String message) {
    return new Reply.Malformed(Json.bytes(new Nameless("2.0", new Fault(code, message))));
  }

  static Reply.Malformed refused(String message) {
    return malformed(INVALID_REQUEST, message);
  }

  private record Nameless(String jsonrpc, Fault error) {}

  private record Fault(int code, String message) {}
}
