package apex.spend.analysis;

import apex.spend.action.CachedRequest;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.LiteLlmConfig;
import apex.spend.figures.CachePolicy;
import apex.spend.figures.Figure;
import apex.spend.figures.ReplaySums;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.Price;
import apex.spend.price.ProviderRules.CacheRule;
import apex.spend.price.Quote;
import apex.spend.price.Tiered;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each cache policy would have cost on the workspace's own prompts, replayed by their prefix
/// hashes. Exact arithmetic over the same tokens; policies that lose are shown like those that win.
///
/// A policy's saving is what the calls cost minus what they would cost with its reads and writes.
/// The finding's own saving is the best policy that the provider offers, and zero if all of them
/// lose.
final class PromptCaching implements Analysis {
  @Override
  public String kind() {
    return "prompt_caching";
  }

  @Override
  public String answers() {
    return "what would prompt caching save on repeated prefixes";
  }

  @Override
  public Outcome analyse(Study study) {
    var replay = study.figures().replay();
    if (replay.isEmpty() || replay.get().value().isEmpty())
      return study.figures().shape().value().withPrefixHashes() == 0
          ? new Outcome.Refused(
              "no call has prefix hashes",
              "prefix_hashes: one keyed hash for each 512-token block of the prompt, each over all before it")
          : new Outcome.Refused(
              "the replay of prefix hashes has not run yet", "nothing; ask again");
    var models = new LinkedHashMap<Study.Group, List<ReplaySums>>();
    for (var sums : replay.get().value())
      models
          .computeIfAbsent(
              new Study.Group(sums.provider(), sums.model(), ""), key -> new ArrayList<>())
          .add(sums);
    return new Outcome.Found(
        models.entrySet().stream()
            .flatMap(model -> draft(study, replay.get(), model.getKey(), model.getValue()).stream())
            .toList());
  }

  /// A policy and what it comes to.
  private record Result(
      CachePolicy policy,
      CacheRule rule,
      Tiered writePrice,
      Price price,
      long readTokens,
      long writtenTokens,
      long inputTokens,
      BigDecimal saving,
      List<Cut> cuts) {
    /// No one may have it: the provider does not offer it, or it needs to know the future.
    boolean hypothetical() {
      return !rule.offered() || policy.writes() == CachePolicy.Writes.REREAD;
    }

    /// The route whose calls it saves most on.
    String dearestRoute() {
      return cuts.stream().max(Comparator.comparing(Cut::p50)).map(Cut::route).orElse("");
    }

    /// Of the replayed input, what the cache would serve.
    double readShare() {
      return (double) readTokens / Math.max(1, inputTokens);
    }
  }

  private Optional<Proposal> draft(
      Study study, Figure<List<ReplaySums>> replay, Study.Group model, List<ReplaySums> sums) {
    var rules = study.book().rules().caching(model.provider(), model.model());
    var byPolicy = new LinkedHashMap<CachePolicy, List<ReplaySums>>();
    sums.forEach(row -> byPolicy.computeIfAbsent(row.policy(), key -> new ArrayList<>()).add(row));
    var results =
        byPolicy.entrySet().stream()
            .flatMap(entry -> result(study, rules, entry.getKey(), entry.getValue()).stream())
            .toList();
    if (results.isEmpty()) return Optional.empty();
    var best =
        results.stream()
            .filter(result -> !result.hypothetical() && result.saving.signum() > 0)
            .max(Comparator.comparing(Result::saving));
    var saving = best.map(Result::saving).orElse(BigDecimal.ZERO);
    var draft =
        new Draft(study, kind(), title(study, model, results, best), Confidence.MODELLED)
            .scope(model.scope())
            .saves(saving, saving, saving)
            .assuming(
                "The same calls at the same times; whole 512-token blocks; a hit renews the time to live.",
                "One cache for the model: calls of all routes of this workspace share it.")
            .caveat(
                "The replay starts with an empty cache and ends with the period: a long time to live gains less than it would over a longer stretch.",
                "Providers promise no hit; a prompt must repeat its prefix token by token.")
            .wouldChangeIf(
                "the provider changes its cache prices, its time to live or its shortest prefix",
                "prompts are reordered so that more of them begin alike")
            .evidence(evidence(study, replay, model, results, saving), replay.id())
            .detail("policies", results.stream().map(result -> row(study, result)).toList())
            .detail("best_policy", best.map(result -> result.policy.name()).orElse("none"))
            .detail("replayed_calls", replayed(results, sums).calls())
            .detail("replayed_input_tokens", replayed(results, sums).input());
    best.ifPresent(result -> draft.cutting(result.cuts));
    return Optional.of(draft.with(plan(model, best)));
  }

  private static TokenSums replayed(List<Result> results, List<ReplaySums> sums) {
    var one = results.getFirst().policy;
    return sums.stream()
        .filter(row -> row.policy().equals(one))
        .map(ReplaySums::actual)
        .reduce(TokenSums.NONE, TokenSums::plus);
  }

  private static Optional<Result> result(
      Study study, List<CacheRule> rules, CachePolicy policy, List<ReplaySums> rows) {
    var rule = rules.stream().filter(candidate -> named(candidate, policy)).findFirst();
    if (rule.isEmpty()) return Optional.empty();
    boolean hour = policy.name().endsWith("_1h");
    Optional<Price> shown = Optional.empty();
    var cuts = new LinkedHashMap<String, Cut>();
    for (var row : rows) {
      var at = study.figures().grid().instant(row.cell());
      if (!(study.book().price(row.provider(), row.model(), at, row.tier())
          instanceof Quote.Found(var price, var match))) return Optional.empty();
      var cached = rule.get().applied(price);
      shown = Optional.of(cached);
      long size = study.figures().grid().size(row.cell());
      if (Cost.of(price, row.actual(), size) instanceof Cost.Priced was
          && Cost.of(cached, simulated(row, hour), size) instanceof Cost.Priced would)
        cuts.merge(row.route(), cut(row, was.usd().subtract(would.usd())), PromptCaching::sum);
    }
    var saving = cuts.values().stream().map(Cut::p50).reduce(BigDecimal.ZERO, BigDecimal::add);
    return shown.flatMap(price ->
        (hour ? price.rates().cacheWrite1h() : price.rates().cacheWrite5m())
            .map(write ->
                new Result(
                    policy,
                    rule.get(),
                    write,
                    price,
                    rows.stream().mapToLong(ReplaySums::readTokens).sum(),
                    rows.stream().mapToLong(ReplaySums::writtenTokens).sum(),
                    rows.stream().mapToLong(row -> row.actual().input()).sum(),
                    saving,
                    List.copyOf(cuts.values()))));
  }

  private static boolean named(CacheRule rule, CachePolicy policy) {
    return rule.policy().equals(policy.name().replace("write_reread_", "write_all_"));
  }

  private static TokenSums simulated(ReplaySums row, boolean hour) {
    var was = row.actual();
    return new TokenSums(
        was.calls(),
        was.input(),
        row.readTokens(),
        hour ? 0 : row.writtenTokens(),
        hour ? row.writtenTokens() : 0,
        was.output(),
        was.reasoning());
  }

  private static Cut cut(ReplaySums row, BigDecimal saved) {
    return new Cut(row.provider(), row.model(), row.route(), Cut.Side.INPUT, saved, saved, saved);
  }

  private static Cut sum(Cut one, Cut other) {
    return new Cut(
        one.provider(),
        one.model(),
        one.route(),
        one.side(),
        one.p10().add(other.p10()),
        one.p50().add(other.p50()),
        one.p90().add(other.p90()));
  }

  private static String title(
      Study study, Study.Group model, List<Result> results, Optional<Result> best) {
    if (best.isPresent())
      return "Prompt caching on %s saves %s, %s of the spend, with %s"
          .formatted(
              model.model(),
              Usd.prose(best.get().saving),
              Texts.percent(study.share(best.get().saving)),
              best.get().policy.name());
    boolean offered = results.stream().anyMatch(result -> !result.hypothetical());
    return offered
        ? "No cache policy that %s offers pays on these prompts of %s"
            .formatted(model.provider(), model.model())
        : "No cache policy of %s is known for %s".formatted(model.provider(), model.model());
  }

  private static String evidence(
      Study study,
      Figure<List<ReplaySums>> replay,
      Study.Group model,
      List<Result> results,
      BigDecimal saving) {
    var sums = new LinkedHashMap<String, String>();
    for (var result : results) {
      sums.put(result.policy.name() + "_saving_usd", Usd.text(result.saving));
      sums.put(result.policy.name() + "_read_tokens", Long.toString(result.readTokens));
      sums.put(result.policy.name() + "_written_tokens", Long.toString(result.writtenTokens));
    }
    return study.evidence(
        "saving of prompt caching, " + model.model(),
        replay.source(),
        "cost of the calls minus their cost with the policy's reads and writes; the best offered, at least zero",
        sums,
        saving);
  }

  private static Map<String, Object> row(Study study, Result result) {
    var row = new LinkedHashMap<String, Object>();
    row.put("name", result.policy.name());
    row.put("write_multiplier", multiple(Optional.of(result.writePrice), result.price));
    row.put("read_multiplier", multiple(result.price.rates().cacheRead(), result.price));
    row.put("ttl_s", result.policy.timeToLive().toSeconds());
    row.put("min_prefix_tokens", result.policy.minPrefixTokens());
    row.put("saving_share", study.share(result.saving));
    row.put("saving_usd", Usd.text(result.saving));
    row.put("hypothetical", result.hypothetical());
    row.put("read_tokens", result.readTokens);
    row.put("written_tokens", result.writtenTokens);
    row.put("rule_source", result.rule.source());
    row.put("rule_noted", result.rule.noted().toString());
    return row;
  }

  private static double multiple(Optional<Tiered> of, Price price) {
    var input = price.rates().input().map(Tiered::base).orElse(BigDecimal.ZERO);
    var base = of.map(Tiered::base).orElse(input);
    return input.signum() == 0 ? 0 : base.divide(input, MathContext.DECIMAL64).doubleValue();
  }

  private static Plan plan(Study.Group model, Optional<Result> best) {
    if (best.isEmpty()) return leave(model);
    return best.get().policy.name().equals("automatic_10m")
        ? automatic(model, best.get())
        : breakpoints(model, best.get().policy);
  }

  private static Plan leave(Study.Group model) {
    return new Plan(
        List.of(
            "Leave caching as it is for %s: on these prompts a paid write costs more than its reads give back."
                .formatted(model.model()),
            "Put what never changes first in the prompt, then ask again: reordering is free. prompt-order.json shows the change of fields messages[0] and messages[1]."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> CachedRequest.order("prompt-order.json", model.model()))
            .check(
                () -> new LedgerSql(model.provider(), model.model(), "").cacheReads("check.sql")),
        "Ask again after a day: the policies' savings have risen. check.sql, run with the parameter workspace_id, tells what the cache served.",
        "Apply the operations under undo of prompt-order.json.");
  }

  private static Plan breakpoints(Study.Group model, CachePolicy policy) {
    boolean hour = policy.timeToLive().toHours() >= 1;
    return new Plan(
        List.of(
            "Put what never changes first: tools, then system, then messages.",
            "Add cache_control at the two places of cache-control.json (field patch): at the end of system, and at the end of the last message, where the computed policy %s writes. A prompt under %s tokens is not cached and not told."
                .formatted(policy.name(), Texts.count(policy.minPrefixTokens())),
            "Behind a LiteLLM proxy set cache_control_injection_points of litellm-cache-control.yaml instead; callers stay as they are.",
            "Start with the route that repeats the most, and watch cache reads against writes."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() ->
                CachedRequest.anthropic(
                    "cache-control.json",
                    model.model(),
                    policy.name(),
                    policy.timeToLive(),
                    policy.minPrefixTokens()))
            .apply(() ->
                LiteLlmConfig.EMPTY
                    .serving(deployment(model).caching(hour))
                    .artefact(
                        "litellm-cache-control.yaml",
                        "prompts are marked for the provider's cache."))
            .check(() -> new LedgerSql(model.provider(), model.model(), "").cacheReads("check.sql"))
            .undo(() ->
                LiteLlmConfig.EMPTY
                    .serving(deployment(model))
                    .artefact("litellm-undo.yaml", "the deployment without marks.")),
        "Run check.sql with the parameter workspace_id a day later: reads_per_write is above %s; below that the cache loses."
            .formatted(hour ? "1.11" : "0.28"),
        "Apply the operations under undo of cache-control.json, or put litellm-undo.yaml in the place of the deployment; nothing is kept beyond the time to live.");
  }

  private static LiteLlmConfig.Deployment deployment(Study.Group model) {
    return LiteLlmConfig.Deployment.of(model.provider(), model.model());
  }

  private static Plan automatic(Study.Group model, Result best) {
    boolean gemini = model.provider().equals("google");
    return new Plan(
        List.of(
            "Caching is automatic for %s: put what never changes first so that prompts begin alike."
                .formatted(model.model()),
            gemini
                ? "Apply the field patch of prompt-order.json; if hits stay away, create what gemini-cached-content.json describes and name it in cachedContent: its storage is billed by the hour."
                : "Apply the field patch of prompt-cache-key.json: one prompt_cache_key for calls that share a prefix, at most about 15 a minute for each.",
            "Compare the cache reads that calls report with the replay's."),
        Action.Effort.HOURS,
        gemini ? gemini(model, best.policy) : openAi(model, best),
        "Run check.sql with the parameter workspace_id a day later: read_share comes near %s, the replay's."
            .formatted(Texts.percent(best.readShare())),
        "Apply the operations under undo of the file: the former order, no key.");
  }

  private static Kit openAi(Study.Group model, Result best) {
    return new Kit()
        .apply(() ->
            CachedRequest.openAi(
                "prompt-cache-key.json",
                model.model(),
                best.dearestRoute(),
                best.policy.name(),
                best.policy.timeToLive(),
                best.policy.minPrefixTokens()))
        .check(() -> new LedgerSql(model.provider(), model.model(), "").cacheReads("check.sql"));
  }

  private static Kit gemini(Study.Group model, CachePolicy policy) {
    return new Kit()
        .apply(() ->
            CachedRequest.gemini(
                "prompt-order.json",
                model.model(),
                policy.name(),
                policy.timeToLive(),
                policy.minPrefixTokens()))
        .apply(() ->
            CachedRequest.geminiContent(
                "gemini-cached-content.json", model.model(), policy.timeToLive()))
        .check(() -> new LedgerSql(model.provider(), model.model(), "").cacheReads("check.sql"));
  }
}
