package apex.spend.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a request has to change so that the provider's prompt cache serves its beginning: the
/// request before, the change as a JSON Patch (RFC 6902), the request after, and the patch that
/// takes it back.
///
/// Source: docs.anthropic.com prompt caching (at most four marks, tools then system then messages,
/// `ttl` `5m` or `1h`), developers.openai.com/docs/guides/prompt-caching (`prompt_cache_key`, what
/// never changes first), ai.google.dev/gemini-api/docs/caching (implicit: common content first;
/// explicit: `cachedContents`); read 2026-11-21.
public final class CachedRequest {
  private static final String FIXED = "What never changes: instructions, then documents.";
  private static final String LATER = "The date, the user's name, the question: what changes.";
  private static final String MIXED = "Today is the date. " + FIXED;
  private static final String QUESTION = "The question.";
  private static final int ANSWER_TOKENS = 1024;

  private CachedRequest() {}

  /// With Anthropic's marks where the replay writes: whole prompts, so at the end of the last
  /// message, and at the end of what never changes, so that a new conversation begins with a hit.
  ///
  /// @param policy the one whose saving was computed
  public static Artefact anthropic(
      String file, String model, String policy, Duration timeToLive, int minPrefixTokens) {
    var control = control(timeToLive.toHours() >= 1);
    var before = new LinkedHashMap<String, Object>();
    before.put("model", model);
    before.put("max_tokens", ANSWER_TOKENS);
    before.put("system", List.of(block(FIXED)));
    before.put("messages", List.of(message("user", List.of(block(LATER)))));
    var after = new LinkedHashMap<String, Object>(before);
    after.put("system", List.of(marked(FIXED, control)));
    after.put("messages", List.of(message("user", List.of(marked(LATER, control)))));
    var change =
        new Change("POST /v1/messages", model, before, after)
            .adding("/system/0/cache_control", control)
            .adding("/messages/0/content/0/cache_control", control);
    return change.artefact(file, policy, timeToLive, minPrefixTokens);
  }

  /// With one key for all calls that begin alike, and what changes last.
  public static Artefact openAi(
      String file,
      String model,
      String route,
      String policy,
      Duration timeToLive,
      int minPrefixTokens) {
    var key = "apex-" + Slug.of(route.isEmpty() ? model : route);
    var before = chat(model, MIXED, QUESTION);
    var after = chat(model, FIXED, LATER);
    after.put("prompt_cache_key", key);
    return new Change("POST /v1/chat/completions", model, before, after)
        .replacing("/messages/0/content", MIXED, FIXED)
        .replacing("/messages/1/content", QUESTION, LATER)
        .adding("/prompt_cache_key", key)
        .artefact(file, policy, timeToLive, minPrefixTokens);
  }

  /// What never changes first; Gemini's implicit cache needs no more.
  public static Artefact gemini(
      String file, String model, String policy, Duration timeToLive, int minPrefixTokens) {
    return new Change(
            "POST /v1beta/models/{model}:generateContent",
            model,
            contents(MIXED, QUESTION),
            contents(FIXED, LATER))
        .replacing("/systemInstruction/parts/0/text", MIXED, FIXED)
        .replacing("/contents/0/parts/0/text", QUESTION, LATER)
        .artefact(file, policy, timeToLive, minPrefixTokens);
  }

  /// Body of `POST /v1beta/cachedContents`: Gemini's explicit cache, whose storage is billed by the
  /// hour.
  public static Artefact geminiContent(String file, String model, Duration timeToLive) {
    var body = new LinkedHashMap<String, Object>();
    body.put("model", "models/" + model);
    body.put("systemInstruction", Map.of("parts", List.of(Map.of("text", FIXED))));
    body.put("contents", List.of(turn(FIXED)));
    body.put("ttl", timeToLive.toSeconds() + "s");
    return Artefact.json(file, "gemini_cached_content", body);
  }

  /// A reordering alone.
  public static Artefact order(String file, String model) {
    return new Change(
            "POST /v1/chat/completions",
            model,
            chat(model, MIXED, QUESTION),
            chat(model, FIXED, LATER))
        .replacing("/messages/0/content", MIXED, FIXED)
        .replacing("/messages/1/content", QUESTION, LATER)
        .artefact(file, "none", Duration.ZERO, 0);
  }

  static Map<String, Object> control(boolean forAnHour) {
    var control = new LinkedHashMap<String, Object>();
    control.put("type", "ephemeral");
    if (forAnHour) control.put("ttl", "1h");
    return control;
  }

  private static Map<String, Object> block(String text) {
    var block = new LinkedHashMap<String, Object>();
    block.put("type", "text");
    block.put("text", text);
    return block;
  }

  private static Map<String, Object> marked(String text, Map<String, Object> control) {
    var block = block(text);
    block.put("cache_control", control);
    return block;
  }

  static Map<String, Object> message(String role, Object content) {
    var message = new LinkedHashMap<String, Object>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private static Map<String, Object> chat(String model, String system, String user) {
    var request = new LinkedHashMap<String, Object>();
    request.put("model", model);
    request.put("messages", List.of(message("system", system), message("user", user)));
    return request;
  }

  private static Map<String, Object> contents(String system, String user) {
    var request = new LinkedHashMap<String, Object>();
    request.put("systemInstruction", Map.of("parts", List.of(Map.of("text", system))));
    request.put("contents", List.of(turn(user)));
    return request;
  }

  private static Map<String, Object> turn(String text) {
    var turn = new LinkedHashMap<String, Object>();
    turn.put("role", "user");
    turn.put("parts", List.of(Map.of("text", text)));
    return turn;
  }

  /// Both requests and the operations between them, in the order in which they are made.
  private record Change(
      String api,
      String model,
      Map<String, Object> before,
      Map<String, Object> after,
      List<Map<String, Object>> patch,
      List<Map<String, Object>> undo) {
    Change(String api, String model, Map<String, Object> before, Map<String, Object> after) {
      this(api, model, before, after, new ArrayList<>(), new ArrayList<>());
    }

    Change adding(String path, Object value) {
      patch.add(operation("add", path, value));
      var remove = new LinkedHashMap<String, Object>();
      remove.put("op", "remove");
      remove.put("path", path);
      undo.add(remove);
      return this;
    }

    Change replacing(String path, Object was, Object value) {
      patch.add(operation("replace", path, value));
      undo.add(operation("replace", path, was));
      return this;
    }

    private static Map<String, Object> operation(String op, String path, Object value) {
      var operation = new LinkedHashMap<String, Object>();
      operation.put("op", op);
      operation.put("path", path);
      operation.put("value", value);
      return operation;
    }

    Artefact artefact(String file, String policy, Duration timeToLive, int minPrefixTokens) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("api", api);
      tree.put("model", model);
      tree.put("policy", policy);
      tree.put("time_to_live_s", timeToLive.toSeconds());
      tree.put("min_prefix_tokens", minPrefixTokens);
      tree.put("before", before);
      tree.put("patch", patch);
      tree.put("after", after);
      var backwards = new ArrayList<>(undo);
      Collections.reverse(backwards);
      tree.put("undo", backwards);
      return Artefact.json(file, "request_change", tree);
    }
  }
}
