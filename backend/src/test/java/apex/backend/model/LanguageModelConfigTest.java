package apex.backend.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguageModelConfigTest {
  @Test
  void withoutAProviderThereIsNone() {
    assertThat(LanguageModelConfig.from(new Environment(Map.of()))).isEmpty();
  }

  @Test
  void aPartNamesWhatIsMissing() {
    refused(Map.of("LLM_MODEL", "gpt-4o"), "LLM_PROVIDER is missing: LLM_MODEL is set");
    refused(Map.of("LLM_API_KEY", "sk-hidden"), "LLM_PROVIDER is missing: LLM_API_KEY is set");
    refused(
        Map.of("LLM_PROVIDER", "openai"), "LLM_PROVIDER=openai needs LLM_MODEL and LLM_API_KEY");
    refused(
        Map.of("LLM_PROVIDER", "compatible", "LLM_MODEL", "m"),
        "LLM_PROVIDER=compatible needs LLM_URL");
    refused(Map.of("LLM_PROVIDER", "acme"), "must be one of openai, anthropic, gemini, ollama");
  }

  @Test
  void aLimitOutOfItsRangeIsRefusedByName() {
    refused(
        Map.of("LLM_PROVIDER", "ollama", "LLM_MODEL", "m", "LLM_CALLS_PER_RUN", "0"),
        "LLM_CALLS_PER_RUN must be 1 to 10, was 0");
    refused(
        Map.of("LLM_PROVIDER", "ollama", "LLM_MODEL", "m", "LLM_URL", "ftp://here"),
        "LLM_URL must begin with http:// or https://");
  }

  @Test
  void theKeyIsNotShown() {
    var config =
        LanguageModelConfig.from(
                new Environment(
                    Map.of("LLM_PROVIDER", "openai", "LLM_MODEL", "m", "LLM_API_KEY", "sk-hidden")))
            .orElseThrow();
    assertThat(config.toString()).doesNotContain("sk-hidden");
    assertThat(config.url()).hasToString("https://api.openai.com/v1");
  }

  private static void refused(Map<String, String> settings, String words) {
    assertThatThrownBy(() -> LanguageModelConfig.from(new Environment(settings)))
        .isInstanceOf(ApexException.class)
        .hasMessageContaining(words)
        .satisfies(failed -> assertThat(failed.getMessage()).doesNotContain("sk-hidden"));
  }
}
