package apex.spend.action;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request that asks a model to think less, before and after.
///
/// Source: developers.openai.com reasoning guide (`reasoning_effort`), docs.anthropic.com extended
/// thinking (`thinking.budget_tokens`, at least 1,024), ai.google.dev thinking (`thinkingConfig.
/// thinkingBudget`); read 2026-11-21.
public final class LowerEffort {
  private LowerEffort() {}

  /// The parameters to add to the request, in the words of the provider's own interface.
  public static Artefact of(String file, String provider, String model) {
    return Artefact.json(file, "lower_effort", tree(provider, model));
  }

  private static Map<String, Object> tree(String provider, String model) {
    var tree = new LinkedHashMap<String, Object>();
    if (provider.equals("google")) {
      tree.put("contents", List.of(Map.of("parts", List.of(Map.of("text", "The question.")))));
      tree.put("generationConfig", Map.of("thinkingConfig", Map.of("thinkingBudget", 1024)));
      return tree;
    }
    tree.put("model", model);
    if (provider.equals("anthropic")) {
      var thinking = new LinkedHashMap<String, Object>();
      thinking.put("type", "enabled");
      thinking.put("budget_tokens", 1024);
      tree.put("max_tokens", 4096);
      tree.put("thinking", thinking);
    } else tree.put("reasoning_effort", "low");
    tree.put("messages", List.of(CachedRequest.message("user", "The question.")));
    return tree;
  }
}
