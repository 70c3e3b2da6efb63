package apex.backend.model;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Who serves the language model.
public enum ModelProvider {
  OPENAI("openai", "https://api.openai.com/v1", true),
  ANTHROPIC("anthropic", "https://api.anthropic.com/v1", true),
  GEMINI("gcp.gemini", "https://generativelanguage.googleapis.com/v1beta", true),
  OLLAMA("ollama", "http://127.0.0.1:11434", false),
  /// Any server that speaks OpenAI's chat completions.
  COMPATIBLE("openai_compatible", "", false);

  private final String usage;
  private final String address;
  private final boolean keyed;

  ModelProvider(String usage, String address, boolean keyed) {
    this.usage = usage;
    this.address = address;
    this.keyed = keyed;
  }

  /// As in `LLM_PROVIDER`: `openai`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The provider's name in usage, as OpenTelemetry's conventions 1.41 have it.
  public String usage() {
    return usage;
  }

  /// Where it is reached when nothing else is set.
  Optional<URI> address() {
    return address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
  }

  /// Whether nobody is served without a key.
  boolean keyed() {
    return keyed;
  }

  /// Empty for an empty text.
  static Optional<ModelProvider> parse(String text) {
    if (text.isBlank()) return Optional.empty();
    return Optional.of(
        Arrays.stream(values())
            .filter(provider -> provider.label().equals(text.strip()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("must be one of " + labels())));
  }

  private static String labels() {
    return Arrays.stream(values()).map(ModelProvider::label).collect(Collectors.joining(", "));
  }
}
