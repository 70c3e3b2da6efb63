package apex.bench.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Which faults come when, drawn by a seed: the same seed draws the same ones. One spell of 1 to 4
/// s after the other, with 1 to 3 s of calm between; every fifth has two faults at once.
///
/// @param spells in the order of time
record Storm(long seed, List<Spell> spells) {
  private static final List<String> ALL =
      List.of("postgres", "redis", "clickhouse", "auth", "backend");
  private static final List<String> BEHIND_A_PROXY =
      List.of("postgres", "redis", "clickhouse", "auth");
  private static final int SHORTEST_MS = 1_000;
  private static final int LONGER_MS = 3_000;
  private static final int CALM_MS = 1_000;
  private static final int CALMER_MS = 2_000;

  /// Faults that come together.
  ///
  /// @param calm before it
  record Spell(List<Fault.Step> steps, Duration calm, Duration lasting) {
    /// Services first: faults end in the opposite order, and a service starts again when the store
    /// it requires is there.
    Spell {
      steps = steps.stream().sorted(Comparator.comparing(Spell::aStore)).toList();
    }

    private static boolean aStore(Fault.Step step) {
      return !List.of("backend", "auth").contains(step.target());
    }

    String words() {
      return String.join(
          " + ",
          steps.stream()
              .map(step ->
                  String.join(" ", step.what(), step.target(), String.join(" ", step.more()))
                      .strip())
              .toList());
    }
  }

  Storm {
    spells = List.copyOf(spells);
  }

  /// The first spells of it, when no more had the time.
  Storm cut(int spells) {
    return new Storm(seed, this.spells.subList(0, spells));
  }

  static Storm drawn(long seed, Duration whole) {
    var random = new Random(seed);
    var spells = new ArrayList<Spell>();
    for (var at = Duration.ZERO; at.compareTo(whole) < 0; ) {
      var spell = spell(random);
      spells.add(spell);
      at = at.plus(spell.calm()).plus(spell.lasting());
    }
    return new Storm(seed, spells);
  }

  private static Spell spell(Random random) {
    var steps = new ArrayList<Fault.Step>();
    steps.add(step(random));
    if (random.nextInt(5) == 0) {
      var other = step(random);
      if (!other.target().equals(steps.getFirst().target())) steps.add(other);
    }
    return new Spell(
        steps,
        Duration.ofMillis(CALM_MS + random.nextInt(CALMER_MS)),
        Duration.ofMillis(SHORTEST_MS + random.nextInt(LONGER_MS)));
  }

  private static Fault.Step step(Random random) {
    var behind = BEHIND_A_PROXY.get(random.nextInt(BEHIND_A_PROXY.size()));
    return Fault.Step.of(
        switch (random.nextInt(7)) {
          case 0, 1 -> "kill " + ALL.get(random.nextInt(ALL.size()));
          case 2 -> "stop " + ALL.get(random.nextInt(ALL.size()));
          case 3 -> "latency " + behind + " " + (20 + random.nextInt(1_500));
          case 4 -> "swallow " + behind;
          case 5 -> "reset " + behind;
          default -> "refuse " + behind;
        });
  }
}
