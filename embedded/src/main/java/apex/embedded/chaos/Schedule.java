package apex.embedded.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Which fault happens when, drawn by a seed: the same seed plans the same faults.
///
/// @param steps in the order of time; no two of one target at once
public record Schedule(long seed, List<Step> steps) {
  /// @param target which proxy, by its place in a list
  /// @param at since the beginning
  /// @param lasting until it is taken away again
  public record Step(int target, Toxic toxic, Duration at, Duration lasting) {}

  public Schedule {
    steps = List.copyOf(steps);
  }

  /// Faults of 1 to 4 s one after the other, with pauses of 1 to 3 s, for `whole`.
  public static Schedule drawn(long seed, int targets, Duration whole) {
    var random = new Random(seed);
    var steps = new ArrayList<Step>();
    var at = Duration.ofMillis(500);
    while (at.compareTo(whole) < 0) {
      var lasting = Duration.ofMillis(1_000 + random.nextInt(3_000));
      steps.add(new Step(random.nextInt(targets), toxic(random), at, lasting));
      at = at.plus(lasting).plusMillis(1_000 + random.nextInt(2_000));
    }
    return new Schedule(seed, steps);
  }

  private static Toxic toxic(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new Toxic.Latency(millis(random, 600), millis(random, 300));
      case 1 -> new Toxic.Bandwidth(500 + random.nextInt(20_000));
      case 2 -> new Toxic.SlowClose(millis(random, 1_000));
      case 3 -> new Toxic.Timeout(Duration.ZERO);
      case 4 -> new Toxic.ResetPeer(millis(random, 50));
      case 5 -> new Toxic.Slicer(1 + random.nextInt(20), millis(random, 20));
      default -> new Toxic.LimitData(random.nextInt(5_000));
    };
  }

  private static Duration millis(Random random, int most) {
    return Duration.ofMillis(1 + random.nextInt(most));
  }
}
