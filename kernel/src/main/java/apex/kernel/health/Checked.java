package apex.kernel.health;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What is known of one service now.
///
/// @param verdict its last real one: a probe that is wrong does not change it
/// @param answered when that was, in nanoseconds of [System#nanoTime], which no clock change moves
/// @param since when the service began to be like this, on the same clock
/// @param asking when the oldest question was put that has not been answered yet
/// @param probeFault what is wrong with the probe, while it is
public record Checked(
    Verdict verdict, long answered, long since, OptionalLong asking, Optional<String> probeFault) {
  static Checked now(Verdict verdict) {
    var now = System.nanoTime();
    return new Checked(verdict, now, now, OptionalLong.empty(), Optional.empty());
  }

  /// As another sees it who knows more, at the same moment.
  Checked judged(Verdict seen) {
    return new Checked(seen, answered, since, asking, probeFault);
  }

  Checked asking(OptionalLong oldest) {
    return new Checked(verdict, answered, since, oldest, probeFault);
  }

  /// How long ago it answered, or was given up.
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - answered);
  }

  /// How long it has been like this, as far as was watched.
  public Duration lasting() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /// How long the oldest open question has waited; nothing when none is open.
  public Duration pending() {
    return asking.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - asking.getAsLong());
  }
}
