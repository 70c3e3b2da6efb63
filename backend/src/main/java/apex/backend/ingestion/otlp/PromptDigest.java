package apex.backend.ingestion.otlp;

import apex.kernel.identity.WorkspaceId;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Makes one short text of what a span tells of its request (instructions, messages, tools,
/// parameters), the same for the same request of a workspace. What the request said goes no further
/// than here. For one thread.
///
/// It is a SHA-256 over the workspace's id and the parts in the order of their names, so that the
/// order in which an emitter sends them does not matter. The ledger gets it only under the
/// workspace's secret key, which is not known where requests are taken. Requests of which an
/// emitter tells the same beginning only, having cut off the rest, cannot be told apart.
///
/// Source of the names: OpenTelemetry semantic conventions for generative AI 1.27 to 1.42 and its
/// own repository (attributes, and the events `gen_ai.content.prompt`, `gen_ai.user.message` and
/// their like), OpenLLMetry, OpenInference, the Vercel AI SDK; read 2026-11-21. `apex.prompt.hash`
/// is what the Collector configuration of our actions puts in the place of the text.
final class PromptDigest {
  /// A request that is longer is not told apart from others.
  static final int CONTENT_BYTES_MAX = 1 << 20;

  private static final int EVENTS_MAX = 1_000;
  private static final int KEPT_BYTES = 16;

  private static final Set<String> CONTENT =
      Set.of(
          "apex.prompt.hash",
          "gen_ai.input.messages",
          "gen_ai.system_instructions",
          "gen_ai.tool.definitions",
          "gen_ai.prompt",
          "llm.prompts",
          "input.value",
          "ai.prompt",
          "ai.prompt.messages",
          "ai.prompt.tools",
          "ai.value",
          "ai.values");
  private static final List<String> CONTENT_BEGINS =
      List.of("gen_ai.prompt.", "llm.input_messages.", "llm.prompts.", "llm.tools.");
  private static final String EMBEDDED = "embedding.embeddings.";
  private static final String EMBEDDED_TEXT = ".embedding.text";

  /// They count where there is content: another temperature is another request.
  private static final Set<String> PARAMETERS =
      Set.of(
          "gen_ai.request.model",
          "gen_ai.request.max_tokens",
          "gen_ai.request.temperature",
          "gen_ai.request.top_p",
          "gen_ai.request.top_k",
          "gen_ai.request.stop_sequences",
          "gen_ai.request.frequency_penalty",
          "gen_ai.request.presence_penalty",
          "gen_ai.request.seed",
          "gen_ai.request.choice.count",
          "gen_ai.request.encoding_formats",
          "gen_ai.output.type",
          "llm.model_name",
          "llm.invocation_parameters",
          "ai.model.id");

  private static final Set<String> MESSAGES =
      Set.of(
          "gen_ai.content.prompt",
          "gen_ai.system.message",
          "gen_ai.user.message",
          "gen_ai.assistant.message",
          "gen_ai.tool.message");

  private final byte[] salt;
  private final MessageDigest digest;
  private final List<Part> parts = new ArrayList<>();

  PromptDigest(WorkspaceId workspace) {
    salt = workspace.toString().getBytes(StandardCharsets.UTF_8);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private record Part(String name, AnyValue value) {}

  /// 32 hexadecimal digits; empty when no content is told, or more than fits.
  String of(List<KeyValue> attributes, List<Span.Event> events) {
    if (!content(attributes) && events.stream().noneMatch(PromptDigest::content)) return "";
    parts.clear();
    for (var attribute : attributes) if (counts(attribute.getKey())) add("", attribute);
    for (int i = 0; i < Math.min(events.size(), EVENTS_MAX); i++) add(i, events.get(i));
    parts.sort(Comparator.comparing(Part::name));
    var made = digested();
    parts.clear();
    return made;
  }

  private static boolean content(List<KeyValue> attributes) {
    for (int i = 0; i < attributes.size(); i++)
      if (content(attributes.get(i).getKey())) return true;
    return false;
  }

  private static boolean content(Span.Event event) {
    return MESSAGES.contains(event.getName()) || content(event.getAttributesList());
  }

  static boolean content(String name) {
    if (CONTENT.contains(name)) return true;
    for (var begins : CONTENT_BEGINS) if (name.startsWith(begins)) return true;
    return name.startsWith(EMBEDDED) && name.endsWith(EMBEDDED_TEXT);
  }

  private static boolean counts(String name) {
    return PARAMETERS.contains(name) || content(name);
  }

  /// A message's attributes all belong to it; another event may tell the answer too.
  private void add(int number, Span.Event event) {
    boolean message = MESSAGES.contains(event.getName());
    for (var attribute : event.getAttributesList())
      if (message || counts(attribute.getKey()))
        add("%06d %s ".formatted(number, event.getName()), attribute);
  }

  private void add(String before, KeyValue attribute) {
    parts.add(new Part(before + attribute.getKey(), attribute.getValue()));
  }

  private String digested() {
    digest.reset();
    digest.update(salt);
    long bytes = 0;
    for (var part : parts) {
      var value = bytes(part.value);
      bytes += value.size();
      if (bytes > CONTENT_BYTES_MAX) return "";
      take(ByteString.copyFromUtf8(part.name));
      take(value);
    }
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), KEPT_BYTES));
  }

  private static ByteString bytes(AnyValue value) {
    return value.getValueCase() == AnyValue.ValueCase.STRING_VALUE
        ? value.getStringValueBytes()
        : value.toByteString();
  }

  /// With its length, so that no two lists of parts are one text.
  private void take(ByteString bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.size()).flip());
    digest.update(bytes.asReadOnlyByteBuffer());
  }
}
