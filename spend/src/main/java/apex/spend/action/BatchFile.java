package apex.spend.action;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A template of a batch: two requests of a route, to be repeated with the real ones.
///
/// Source: developers.openai.com/docs/guides/batch (a line has `custom_id`, `method`, `url`,
/// `body`; Mistral and Groq take the same), docs.anthropic.com message batches (`requests` of
/// `custom_id`, 1 to 64 letters, digits, `_` and `-`, and `params`), ai.google.dev batch mode (a
/// line has `key` and `request`); read 2026-11-21.
public final class BatchFile {
  private static final String PROMPT = "The prompt of this request.";
  private static final int REQUESTS = 2;
  private static final int ANSWER_TOKENS = 1024;

  private BatchFile() {}

  /// In the form of the provider's own batch interface.
  ///
  /// @throws Withheld where no such form is known
  public static Artefact of(String provider, String model, String route, boolean embeddings) {
    var id = Slug.of(route.isEmpty() ? model : route);
    return switch (provider) {
      case "anthropic" -> anthropic(model, id);
      case "google" -> gemini(id);
      case "openai", "azure", "mistral", "groq" ->
          embeddings ? embeddings(model, id) : chat("batch.jsonl", model, id);
      default -> throw new Withheld("no form of a batch is known for this provider.");
    };
  }

  /// The same prompts for another model, to compare answers.
  public static Artefact shadow(String provider, String model, String route) {
    var id = "shadow-" + Slug.of(route.isEmpty() ? model : route);
    return provider.equals("anthropic") ? anthropic(model, id) : chat("shadow.jsonl", model, id);
  }

  private static Artefact chat(String file, String model, String id) {
    return lines(
        file,
        id,
        "/v1/chat/completions",
        Map.of("model", model, "messages", List.of(CachedRequest.message("user", PROMPT))));
  }

  private static Artefact embeddings(String model, String id) {
    return lines("batch.jsonl", id, "/v1/embeddings", Map.of("model", model, "input", PROMPT));
  }

  private static Artefact lines(String file, String id, String url, Map<String, Object> body) {
    var lines = new ArrayList<Map<String, Object>>();
    for (int i = 1; i <= REQUESTS; i++) {
      var line = new LinkedHashMap<String, Object>();
      line.put("custom_id", id + "-" + i);
      line.put("method", "POST");
      line.put("url", url);
      line.put("body", ordered(body));
      lines.add(line);
    }
    return Artefact.lines(file, "openai_batch_line", lines);
  }

  private static Map<String, Object> ordered(Map<String, Object> body) {
    return new TreeMap<>(body).descendingMap();
  }

  private static Artefact anthropic(String model, String id) {
    var requests = new ArrayList<Map<String, Object>>();
    for (int i = 1; i <= REQUESTS; i++) {
      var params = new LinkedHashMap<String, Object>();
      params.put("model", model);
      params.put("max_tokens", ANSWER_TOKENS);
      params.put("messages", List.of(CachedRequest.message("user", PROMPT)));
      var request = new LinkedHashMap<String, Object>();
      request.put("custom_id", id + "-" + i);
      request.put("params", params);
      requests.add(request);
    }
    return Artefact.json("message-batch.json", "anthropic_batch", Map.of("requests", requests));
  }

  private static Artefact gemini(String id) {
    var lines = new ArrayList<Map<String, Object>>();
    for (int i = 1; i <= REQUESTS; i++) {
      var turn = new LinkedHashMap<String, Object>();
      turn.put("role", "user");
      turn.put("parts", List.of(Map.of("text", PROMPT)));
      var line = new LinkedHashMap<String, Object>();
      line.put("key", id + "-" + i);
      line.put("request", Map.of("contents", List.of(turn)));
      lines.add(line);
    }
    return Artefact.lines("batch.jsonl", "gemini_batch_line", lines);
  }
}
