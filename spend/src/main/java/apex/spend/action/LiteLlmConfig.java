package apex.spend.action;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A part of the LiteLLM proxy's `config.yaml`, to be merged into the one in use. Each method gives
/// the configuration with one thing more.
///
/// Source: docs.litellm.ai/docs/proxy/configs and config_settings (page of 2026-10-13), caching
/// (2026-10-06), provider_budget_routing (2026-10-09), tutorials/prompt_caching; read 2026-11-21.
///
/// @param deployments under `model_list`
/// @param settings `litellm_settings`
/// @param router `router_settings`
public record LiteLlmConfig(
    List<Deployment> deployments, Map<String, Object> settings, Map<String, Object> router) {
  public static final LiteLlmConfig EMPTY = new LiteLlmConfig(List.of(), Map.of(), Map.of());

  public LiteLlmConfig {
    deployments = List.copyOf(deployments);
  }

  /// One entry of `model_list`.
  ///
  /// @param name that callers ask for
  /// @param params `litellm_params`, the model among them
  public record Deployment(String name, Map<String, Object> params) {
    /// A model under its own name.
    public static Deployment of(String provider, String model) {
      return named(model, provider, model);
    }

    public static Deployment named(String name, String provider, String model) {
      return new Deployment(
          GatewayNames.value(name), Map.of("model", GatewayNames.liteLlm(provider, model)));
    }

    private Deployment with(String param, Object value) {
      return new Deployment(name, plus(params, param, value));
    }

    /// Its share of the calls among deployments of one name.
    public Deployment weighing(int weight) {
      return with("weight", weight);
    }

    public Deployment capped(long outputTokens) {
      return with("max_tokens", outputTokens);
    }

    /// LiteLLM says it to each provider in its own words.
    public Deployment thinking(String effort) {
      return with("reasoning_effort", effort);
    }

    /// Marks the end of the system message and of the last message for the provider's cache.
    public Deployment caching(boolean forAnHour) {
      return with(
          "cache_control_injection_points",
          List.of(point("role", "system", forAnHour), point("index", -1, forAnHour)));
    }

    private static Map<String, Object> point(String by, Object which, boolean forAnHour) {
      var point = new LinkedHashMap<String, Object>();
      point.put("location", "message");
      point.put(by, which);
      if (forAnHour) point.put("control", CachedRequest.control(true));
      return point;
    }

    Map<String, Object> tree() {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("model_name", name);
      entry.put("litellm_params", params);
      return entry;
    }
  }

  public LiteLlmConfig serving(Deployment deployment) {
    var more = new ArrayList<>(deployments);
    more.add(deployment);
    return new LiteLlmConfig(more, settings, router);
  }

  private LiteLlmConfig setting(String key, Object value) {
    return new LiteLlmConfig(deployments, plus(settings, key, value), router);
  }

  private LiteLlmConfig routing(String key, Object value) {
    return new LiteLlmConfig(deployments, settings, plus(router, key, value));
  }

  private static Map<String, Object> plus(Map<String, Object> tree, String key, Object value) {
    var more = new LinkedHashMap<>(tree);
    more.put(key, value);
    return more;
  }

  /// Deployments of one name share its calls by their weights.
  public LiteLlmConfig shuffled() {
    return routing("routing_strategy", "simple-shuffle");
  }

  /// What the first cannot serve goes to the second.
  public LiteLlmConfig fallingBack(String first, String second) {
    return routing(
        "fallbacks",
        List.of(Map.of(GatewayNames.value(first), List.of(GatewayNames.value(second)))));
  }

  /// @param timeoutSeconds for one attempt
  /// @param restSeconds of a deployment that failed more than `fails` times in a minute
  public LiteLlmConfig retrying(int times, int timeoutSeconds, int fails, int restSeconds) {
    return setting("num_retries", times)
        .setting("request_timeout", timeoutSeconds)
        .routing("allowed_fails", fails)
        .routing("cooldown_time", restSeconds);
  }

  /// Equal requests are answered again from Redis.
  ///
  /// @param callTypes such as `acompletion`, `aembedding`
  /// @param onRequest only those that ask for it
  public LiteLlmConfig answeringAgain(int seconds, List<String> callTypes, boolean onRequest) {
    var params = new LinkedHashMap<String, Object>();
    params.put("type", "redis");
    params.put("host", "os.environ/REDIS_HOST");
    params.put("port", "os.environ/REDIS_PORT");
    params.put("password", "os.environ/REDIS_PASSWORD");
    params.put("ttl", seconds);
    params.put("namespace", "answers");
    params.put("supported_call_types", callTypes);
    if (onRequest) params.put("mode", "default_off");
    return setting("cache", true).setting("cache_params", params);
  }

  public LiteLlmConfig notAnsweringAgain() {
    return setting("cache", false);
  }

  /// Calls of a provider are refused once they have cost that much.
  public LiteLlmConfig budget(String provider, BigDecimal usd, long days) {
    var budget = new LinkedHashMap<String, Object>();
    budget.put("budget_limit", usd);
    budget.put("time_period", days + "d");
    return routing("provider_budget_config", Map.of(GatewayNames.liteLlm(provider), budget));
  }

  /// @param comment without a name from usage data
  public Artefact artefact(String name, String comment) {
    return Artefact.yaml(name, "litellm_config", "LiteLLM proxy: " + comment, tree());
  }

  private Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    if (!deployments.isEmpty())
      tree.put("model_list", deployments.stream().map(Deployment::tree).toList());
    if (!settings.isEmpty()) tree.put("litellm_settings", settings);
    if (!router.isEmpty()) tree.put("router_settings", router);
    return tree;
  }
}
