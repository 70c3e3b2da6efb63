package apex.spend.analysis;

import apex.spend.action.Kit;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.PortkeyConfig;
import java.util.List;

/// A gateway that answers equal requests from its own cache, and the way back.
final class AnswersAgain {
  static final int DAY = 86_400;
  static final int MONTH = 30 * DAY;
  static final String UNDO =
      "Put litellm-undo.yaml in the place of the setting and reload the proxy; with Portkey send no config. Nothing else depends on the cache.";

  private AnswersAgain() {}

  /// @param callType in LiteLLM's words: `acompletion`, `aembedding`
  static Kit kit(int seconds, String callType) {
    return new Kit()
        .apply(() ->
            LiteLlmConfig.EMPTY
                .answeringAgain(seconds, List.of(callType), false)
                .artefact("litellm-cache.yaml", "equal requests are answered from Redis."))
        .apply(() -> PortkeyConfig.answeringAgain(seconds).artefact("portkey-cache.json"))
        .undo(() ->
            LiteLlmConfig.EMPTY
                .notAnsweringAgain()
                .artefact("litellm-undo.yaml", "no request is answered from the cache."));
  }
}
