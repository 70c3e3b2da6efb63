package apex.spend.action;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A config of the Portkey gateway, sent as `x-portkey-config` or saved under a slug.
///
/// Source: the JSON schema that Portkey publishes (docs-core, api-reference/inference-api/
/// config-object.mdx at 025e81f) and the gateway's own check (src/middlewares/requestValidator/
/// schema/config.ts); read 2026-11-21. Held against the gateway itself, @portkey-ai/gateway 1.15.2
/// from npm, on that day: it takes a provider with its key, and no virtual key.
public record PortkeyConfig(Map<String, Object> tree) {
  /// Where calls go. The provider's key is put in by hand: no file of ours holds one.
  public record Target(Map<String, Object> tree) {
    public static Target of(String provider, String model) {
      var name = GatewayNames.portkey(provider);
      var tree = new LinkedHashMap<String, Object>();
      tree.put("provider", name);
      tree.put("api_key", "REPLACE_BY_KEY_OF_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
      tree.put("override_params", new LinkedHashMap<>(Map.of("model", model)));
      return new Target(tree);
    }

    private Target with(String key, Object value) {
      var more = new LinkedHashMap<>(tree);
      more.put(key, value);
      return new Target(more);
    }

    public Target weighing(BigDecimal weight) {
      return with("weight", weight);
    }

    /// With a parameter of the request that takes the place of the caller's.
    public Target overriding(String param, Object value) {
      var params = new LinkedHashMap<String, Object>();
      if (tree.get("override_params") instanceof Map<?, ?> now)
        now.forEach((key, was) -> params.put(key.toString(), was));
      params.put(param, value);
      return with("override_params", params);
    }
  }

  public static PortkeyConfig to(Target target) {
    return new PortkeyConfig(target.tree());
  }

  /// Calls are shared by weight.
  public static PortkeyConfig balancing(Target... targets) {
    return strategy("loadbalance", targets);
  }

  /// What one cannot serve goes to the next.
  public static PortkeyConfig fallingBack(Target... targets) {
    return strategy("fallback", targets);
  }

  private static PortkeyConfig strategy(String mode, Target... targets) {
    var trees = new ArrayList<Map<String, Object>>();
    for (var target : targets) trees.add(target.tree());
    var tree = new LinkedHashMap<String, Object>();
    tree.put("strategy", Map.of("mode", mode));
    tree.put("targets", trees);
    return new PortkeyConfig(tree);
  }

  /// Equal requests are answered again.
  public static PortkeyConfig answeringAgain(int seconds) {
    var cache = new LinkedHashMap<String, Object>();
    cache.put("mode", "simple");
    cache.put("max_age", seconds);
    return new PortkeyConfig(Map.of("cache", cache));
  }

  /// @param attempts at most 5
  public static PortkeyConfig retrying(int attempts, List<Integer> statuses) {
    var retry = new LinkedHashMap<String, Object>();
    retry.put("attempts", attempts);
    retry.put("on_status_codes", statuses);
    return new PortkeyConfig(Map.of("retry", retry));
  }

  public Artefact artefact(String name) {
    return Artefact.json(name, "portkey_config", tree);
  }
}
