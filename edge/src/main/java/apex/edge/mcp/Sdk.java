package apex.edge.mcp;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The official SDK over our tools, built when the first message comes: a house that no agent asks
/// does not pay for it. Shared.
final class Sdk {
  static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  private static final Logger LOG = LoggerFactory.getLogger(Sdk.class);
  private static final String CALLER = "caller";
  private static final String REQUEST = "request";

  private final ToolServer.Config config;
  private final List<Tool> tools;
  private Optional<StatelessTransport> built = Optional.empty();

  Sdk(ToolServer.Config config, List<Tool> tools) {
    this.config = config;
    this.tools = List.copyOf(tools);
  }

  StatelessTransport.Reply exchange(String text, Identity caller, String request) {
    return transport().exchange(text, Map.of(CALLER, caller, REQUEST, request));
  }

  private synchronized StatelessTransport transport() {
    if (built.isEmpty()) built = Optional.of(build());
    return built.get();
  }

  private StatelessTransport build() {
    var mapper = new JacksonMcpJsonMapper(JsonMapper.builder().build());
    var transport = new StatelessTransport(mapper);
    McpServer.sync(transport)
        .serverInfo(new McpSchema.Implementation(config.name(), config.title(), config.version()))
        .instructions(config.instructions())
        .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
        .jsonMapper(mapper)
        .jsonSchemaValidator(new Trusting())
        .validateToolInputs(false)
        .immediateExecution(true) // the caller's thread is a virtual one, and carries its deadline
        .tools(tools.stream().map(Sdk::specified).toList())
        .build();
    return transport;
  }

  /// [Arguments] are checked by us, with words of ours, and answers are of the records that their
  /// schemas are made from.
  private static final class Trusting implements JsonSchemaValidator {
    @Override
    public ValidationResponse validate(Map<String, Object> schema, Object content) {
      return ValidationResponse.asValid(content.toString());
    }
  }

  private static SyncToolSpecification specified(Tool tool) {
    var shown =
        McpSchema.Tool.builder(tool.name(), tool.input())
            .title(tool.title())
            .description(tool.description())
            .outputSchema(tool.output())
            .annotations(annotations(tool))
            .build();
    return new SyncToolSpecification(shown, (context, request) -> called(tool, context, request));
  }

  private static McpSchema.ToolAnnotations annotations(Tool tool) {
    boolean reads = tool.effect() == Tool.Effect.READS;
    return McpSchema.ToolAnnotations.builder()
        .title(tool.title())
        .readOnlyHint(reads)
        .destructiveHint(false)
        .idempotentHint(reads)
        .openWorldHint(false)
        .build();
  }

  private static CallToolResult called(
      Tool tool, McpTransportContext context, McpSchema.CallToolRequest request) {
    try {
      var given = Optional.ofNullable(request.arguments()).orElse(Map.of());
      var answer = tool.call().answer((Identity) context.get(CALLER), Arguments.of(tool, given));
      return result(answer.text(), false).structuredContent(Json.tree(answer.value())).build();
    } catch (ApexException refused) {
      return failed(tool, context, refused);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return failed(tool, context, new ApexException(ErrorCode.NOT_READY, "the server stops"));
    } catch (RuntimeException bug) {
      return failed(tool, context, new ApexException(ErrorCode.BUG, "the tool broke", bug));
    }
  }

  private static CallToolResult failed(
      Tool tool, McpTransportContext context, ApexException failure) {
    var message = String.valueOf(failure.getMessage());
    if (failure.code() == ErrorCode.BUG) {
      LOG.error("request {}: the tool {} failed", context.get(REQUEST), tool.name(), failure);
      message = "something is wrong on our side; the log has it under " + context.get(REQUEST);
    }
    var code = failure.code();
    var refusal = new Tool.Refusal(code.name(), message, failure.remedy(), code.retryable());
    return result(Json.write(refusal), true).build();
  }

  private static CallToolResult.Builder result(String text, boolean failed) {
    return CallToolResult.builder(List.of(new McpSchema.TextContent(text))).isError(failed);
  }
}
