package apex.spend.action;

import java.util.HashMap;
import java.util.Map;

/// What gateways call the providers of the price book.
///
/// Source: docs.litellm.ai/docs/providers (read 2026-11-21) and `VALID_PROVIDERS` of Portkey's
/// gateway (src/globals.ts at 049e717, read 2026-11-21). A provider that has no row there is not
/// guessed.
final class GatewayNames {
  private static final String HUGGING_FACE = "huggingface_";
  private static final Map<String, String> LITELLM = new HashMap<>();
  private static final Map<String, String> PORTKEY = new HashMap<>();

  static {
    row("openai", "openai", "openai");
    row("anthropic", "anthropic", "anthropic");
    row("google", "gemini", "google");
    row("azure", "azure", "azure-openai");
    row("aws", "bedrock", "bedrock");
    row("deepseek", "deepseek", "deepseek");
    row("mistral", "mistral", "mistral-ai");
    row("groq", "groq", "groq");
    row("cohere", "cohere", "cohere");
    row("together", "together_ai", "together-ai");
    row("fireworks", "fireworks_ai", "fireworks-ai");
    row("openrouter", "openrouter", "openrouter");
    row("perplexity", "perplexity", "perplexity-ai");
    row("x-ai", "xai", "x-ai");
    row("cerebras", "cerebras", "cerebras");
    row("novita", "novita", "novita-ai");
    row("moonshotai", "moonshot", "moonshot");
    row("voyageai", "voyage", "voyage");
  }

  private GatewayNames() {}

  private static void row(String provider, String liteLlm, String portkey) {
    LITELLM.put(provider, liteLlm);
    PORTKEY.put(provider, portkey);
  }

  /// Such as `openai/gpt-4o`. Hugging Face's partners are written `huggingface/together/…`.
  static String liteLlm(String provider, String model) {
    return liteLlm(provider) + "/" + value(model);
  }

  static String liteLlm(String provider) {
    return provider.startsWith(HUGGING_FACE)
        ? "huggingface/" + Slug.of(provider.substring(HUGGING_FACE.length()))
        : known(LITELLM, provider, "LiteLLM");
  }

  static String portkey(String provider) {
    return provider.startsWith(HUGGING_FACE) ? "huggingface" : known(PORTKEY, provider, "Portkey");
  }

  private static String known(Map<String, String> names, String provider, String gateway) {
    var name = names.get(provider);
    if (name == null)
      throw new Withheld(
          "%s has no provider that is known to be %s.".formatted(gateway, shown(provider)));
    return name;
  }

  /// A value of LiteLLM's file. It reads a value that begins with `os.environ/` out of its
  /// environment, secrets included.
  static String value(String text) {
    if (text.startsWith("os.environ/"))
      throw new Withheld(
          "LiteLLM would replace the name %s by a value of its environment."
              .formatted(shown(text)));
    if (text.isBlank()) throw new Withheld("a name that LiteLLM needs is empty.");
    return text;
  }

  private static String shown(String name) {
    int end = name.offsetByCodePoints(0, Math.min(60, name.codePointCount(0, name.length())));
    return JsonText.quoted(end < name.length() ? name.substring(0, end) + "…" : name);
  }
}
