package apex.spend.analysis;

import apex.spend.action.Artefact;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.action.LiteLlmConfig.Deployment;
import apex.spend.action.PortkeyConfig;
import apex.spend.action.PortkeyConfig.Target;
import java.math.BigDecimal;

/// One call in twenty for another model or provider, the others as before: how every change that
/// could worsen answers begins.
///
/// @param step how to begin it
/// @param undo how to end it
record Trial(Kit kit, String step, String undo) {
  private static final int STAY = 19;
  private static final int MOVE = 1;
  private static final BigDecimal STAY_SHARE = new BigDecimal("0.95");
  private static final BigDecimal MOVE_SHARE = new BigDecimal("0.05");

  private static final String STEP =
      "Merge model_list and router_settings of litellm-trial.yaml into the proxy's config.yaml (or send portkey-trial.json, each api_key filled in, as x-portkey-config): one call in twenty goes to the new one.";
  private static final String UNDO =
      "Put litellm-undo.yaml in the place of those entries of model_list and reload the proxy; with Portkey send no config.";

  /// No gateway is known to reach the other provider.
  private static final String STEP_BY_HAND =
      "Send one call in twenty to the new one where the application chooses its provider and model.";

  private static final String UNDO_BY_HAND = "Send all calls where they went before.";

  static Trial of(Study.Group group, String provider, String model) {
    var kit = kit(group, provider, model);
    boolean made = kit.artefacts().stream().anyMatch(file -> file.purpose() == Artefact.Use.APPLY);
    return new Trial(kit, made ? STEP : STEP_BY_HAND, made ? UNDO : UNDO_BY_HAND);
  }

  /// How the calls of `group` change sides, how their cost is watched, and the way back.
  private static Kit kit(Study.Group group, String provider, String model) {
    return new Kit()
        .apply(() ->
            LiteLlmConfig.EMPTY
                .serving(
                    Deployment.named(group.model(), group.provider(), group.model()).weighing(STAY))
                .serving(Deployment.named(group.model(), provider, model).weighing(MOVE))
                .shuffled()
                .artefact("litellm-trial.yaml", "one call in twenty goes to the new deployment."))
        .apply(() ->
            PortkeyConfig.balancing(
                    Target.of(group.provider(), group.model()).weighing(STAY_SHARE),
                    Target.of(provider, model).weighing(MOVE_SHARE))
                .artefact("portkey-trial.json"))
        .check(() -> new LedgerSql("", "", group.route()).costByDay("check.sql"))
        .undo(() ->
            LiteLlmConfig.EMPTY
                .serving(Deployment.of(group.provider(), group.model()))
                .artefact("litellm-undo.yaml", "all calls go where they went before."));
  }
}
