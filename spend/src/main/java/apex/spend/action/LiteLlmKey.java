package apex.spend.action;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The body of a request that gives a key of the LiteLLM proxy, or a team, a budget.
///
/// Source: docs.litellm.ai/docs/proxy/virtual_keys (page of 2026-10-09), users and config_settings,
/// `enable_key_alias_format_validation`: 2 to 255 letters, digits and `_-/.@`; read 2026-11-21.
///
/// @param usd the budget; empty takes it away
/// @param duration after which it begins anew, such as `1d`
public record LiteLlmKey(String alias, Optional<BigDecimal> usd, String duration) {
  public static LiteLlmKey of(String name, BigDecimal usd, String duration) {
    return new LiteLlmKey(Slug.of(name), Optional.of(usd), duration);
  }

  /// Body of `POST /key/generate`.
  public Artefact generate(String file) {
    return Artefact.json(file, "litellm_key", tree("key_alias"));
  }

  /// Body of `POST /team/new`.
  public Artefact team(String file) {
    return Artefact.json(file, "litellm_key", tree("team_alias"));
  }

  /// Body of `POST /key/delete`.
  public Artefact delete(String file) {
    return Artefact.json(file, "litellm_key", Map.of("key_aliases", List.of(alias)));
  }

  private Map<String, Object> tree(String alias) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put(alias, this.alias);
    usd.ifPresent(budget -> {
      tree.put("max_budget", budget);
      tree.put("budget_duration", duration);
    });
    return tree;
  }
}
