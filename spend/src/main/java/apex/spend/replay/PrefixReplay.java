package apex.spend.replay;

import apex.spend.figures.CachePolicy;
import apex.spend.figures.PrefixCall;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.ReplaySums;
import apex.spend.price.ProviderRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Plays every cache policy of the provider's rules over calls with prefix hashes, oldest first.
/// One thread, one pass; holds only blocks that are still alive, and of those at most `blocksMax`
/// for each model and policy.
///
/// A hash is a whole 512-token block; what is left of the prompt is never cached. A prompt reads
/// its leading blocks that are alive, up to the first that is not, if they reach the shortest
/// prefix; it writes the rest of its blocks. Reading and writing both renew a block's time to live.
public final class PrefixReplay {
  /// Blocks held unless told otherwise: about 100 MB.
  public static final int BLOCKS_MAX = 1_000_000;

  private final PriceGrid grid;
  private final ProviderRules rules;
  private final Room room;
  private final Map<List<String>, List<CacheSimulation>> simulations = new HashMap<>();

  public PrefixReplay(PriceGrid grid, ProviderRules rules) {
    this(grid, rules, BLOCKS_MAX);
  }

  public PrefixReplay(PriceGrid grid, ProviderRules rules, int blocksMax) {
    if (blocksMax < 1)
      throw new IllegalArgumentException("blocksMax must be positive, was " + blocksMax);
    this.grid = grid;
    this.rules = rules;
    this.room = new Room(blocksMax);
  }

  /// @throws IllegalArgumentException when the call is older than one of its model's before it
  public void take(PrefixCall call) {
    var cell = grid.cell(call.at(), call.tokens().input());
    for (var simulation :
        simulations.computeIfAbsent(List.of(call.provider(), call.model()), this::simulations))
      simulation.take(call, cell);
  }

  /// The sums so far, by model, route, cell and policy.
  public List<ReplaySums> sums() {
    return simulations.values().stream()
        .flatMap(List::stream)
        .flatMap(simulation -> simulation.sums().stream())
        .toList();
  }

  /// Blocks held at this moment.
  public int held() {
    return room.held();
  }

  /// Blocks given up because more were alive than may be held; if any, reads are undercounted.
  public long forgotten() {
    return simulations.values().stream()
        .flatMap(List::stream)
        .mapToLong(CacheSimulation::forgotten)
        .sum();
  }

  private List<CacheSimulation> simulations(List<String> model) {
    return policies(rules.caching(model.getFirst(), model.getLast())).stream()
        .map(policy -> new CacheSimulation(model.getFirst(), model.getLast(), policy, room))
        .toList();
  }

  /// The policies of the rules, each paid write also as the bound that foresight would reach.
  static List<CachePolicy> policies(List<ProviderRules.CacheRule> rules) {
    var policies = new ArrayList<CachePolicy>();
    for (var rule : rules) {
      policies.add(policy(rule.policy(), CachePolicy.Writes.ALL, rule));
      if (rule.policy().startsWith("write_all_"))
        policies.add(
            policy(
                rule.policy().replace("write_all_", "write_reread_"),
                CachePolicy.Writes.REREAD,
                rule));
    }
    return policies;
  }

  private static CachePolicy policy(
      String name, CachePolicy.Writes writes, ProviderRules.CacheRule rule) {
    return new CachePolicy(name, writes, rule.timeToLive(), rule.minPrefixTokens());
  }
}
