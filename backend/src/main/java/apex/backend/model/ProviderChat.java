package apex.backend.model;

import apex.kernel.environment.Secret;
import apex.spend.usage.Tokens;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One provider's model through LangChain4j: the only class that sees it. It asks once: retries,
/// time and size are ours to decide.
final class ProviderChat {
  private final ChatModel model;

  ProviderChat(LanguageModelConfig config, HttpClientBuilder http) {
    this.model = model(config, http);
  }

  /// What came back, before anyone judged it.
  ///
  /// @param text empty when there was none
  /// @param model as the provider named it; empty when it did not
  /// @param tokens absent when it told none that can be
  /// @param cutOff whether the text ended because it grew too long
  record Heard(
      String text, String model, Optional<Tokens> tokens, Optional<String> id, boolean cutOff) {}

  Heard ask(Prompt prompt) {
    return heard(
        model.chat(
            ChatRequest.builder()
                .messages(SystemMessage.from(prompt.rules()), UserMessage.from(prompt.data()))
                .build()));
  }

  private static Heard heard(ChatResponse response) {
    return new Heard(
        Optional.ofNullable(response.aiMessage().text()).orElse(""),
        Optional.ofNullable(response.modelName()).orElse(""),
        tokens(response.tokenUsage()),
        Optional.ofNullable(response.id()).filter(id -> !id.isBlank()),
        response.finishReason() == FinishReason.LENGTH);
  }

  /// Inclusive, whatever the provider's own habit is: Anthropic counts cached tokens beside its
  /// input, and Gemini reasoning beside its output (their API references, November 2026).
  private static Optional<Tokens> tokens(@Nullable TokenUsage told) {
    if (told == null || told.inputTokenCount() == null || told.outputTokenCount() == null)
      return Optional.empty();
    try {
      return Optional.of(inclusive(told));
    } catch (IllegalArgumentException impossible) {
      return Optional.empty();
    }
  }

  private static Tokens inclusive(TokenUsage told) {
    long input = told.inputTokenCount();
    long output = told.outputTokenCount();
    return switch (told) {
      case OpenAiTokenUsage openAi ->
          new Tokens(
              input,
              openAi.inputTokensDetails() == null
                  ? 0
                  : count(openAi.inputTokensDetails().cachedTokens()),
              0,
              0,
              output,
              openAi.outputTokensDetails() == null
                  ? 0
                  : count(openAi.outputTokensDetails().reasoningTokens()));
      case AnthropicTokenUsage anthropic -> {
        long read = count(anthropic.cacheReadInputTokens());
        long written = count(anthropic.cacheCreationInputTokens());
        yield new Tokens(input + read + written, read, written, 0, output, 0);
      }
      case GoogleAiGeminiTokenUsage gemini -> {
        long thought = count(gemini.thoughtsTokenCount());
        yield new Tokens(
            input, count(gemini.cachedContentTokenCount()), 0, 0, output + thought, thought);
      }
      default -> Tokens.of(input, output);
    };
  }

  private static long count(@Nullable Integer told) {
    return told == null ? 0 : told;
  }

  private static ChatModel model(LanguageModelConfig config, HttpClientBuilder http) {
    var address = config.url().toString().replaceAll("/+$", "");
    var key = config.key().map(Secret::reveal);
    return switch (config.provider()) {
      case OPENAI ->
          openAi(config, http, address, key).maxCompletionTokens(config.tokensMax()).build();
      case COMPATIBLE -> openAi(config, http, address, key).maxTokens(config.tokensMax()).build();
      case ANTHROPIC ->
          AnthropicChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(address + "/")
              .apiKey(key.orElseThrow())
              .modelName(config.model())
              .maxTokens(config.tokensMax())
              .timeout(config.timeout())
              .maxRetries(0)
              .build();
      case GEMINI ->
          GoogleAiGeminiChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(address)
              .apiKey(key.orElseThrow())
              .modelName(config.model())
              .maxOutputTokens(config.tokensMax())
              .timeout(config.timeout())
              .maxRetries(0)
              .build();
      case OLLAMA ->
          OllamaChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(address)
              .modelName(config.model())
              .numPredict(config.tokensMax())
              .timeout(config.timeout())
              .maxRetries(0)
              .build();
    };
  }

  private static OpenAiChatModel.OpenAiChatModelBuilder openAi(
      LanguageModelConfig config, HttpClientBuilder http, String address, Optional<String> key) {
    var builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(address)
            .modelName(config.model())
            .timeout(config.timeout())
            .maxRetries(0);
    key.ifPresent(builder::apiKey);
    return builder;
  }
}
