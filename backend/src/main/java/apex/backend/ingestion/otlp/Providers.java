package apex.backend.ingestion.otlp;

import java.util.Locale;
import java.util.Map;

/// Gives a provider its name of today, whatever generation of names an emitter speaks.
final class Providers {
  private static final Map<String, String> RENAMED =
      Map.of(
          "az.ai.openai", "azure.ai.openai",
          "az.ai.inference", "azure.ai.inference",
          "vertex_ai", "gcp.vertex_ai",
          "gemini", "gcp.gemini",
          "xai", "x_ai",
          "bedrock", "aws.bedrock",
          "amazon-bedrock", "aws.bedrock",
          "azure-openai", "azure.ai.openai");
  private static final int VERCEL = 4;

  private Providers() {}

  static String of(Told told) {
    var name = told.text(Field.PROVIDER).toLowerCase(Locale.ROOT);
    // The Vercel AI SDK appends the kind of the model: openai.chat.
    if (told.rank(Field.PROVIDER) == VERCEL && name.contains("."))
      name = name.substring(0, name.indexOf('.'));
    return RENAMED.getOrDefault(name, name);
  }
}
