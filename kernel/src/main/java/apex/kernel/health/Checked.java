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
/// @param contested its latest answer says otherwise, which is not shown before another agrees
/// @param derived the verdict follows from another service alone
public record Checked(
    Verdict verdict,
    long answered,
    long since,
    OptionalLong asking,
    Optional<String> probeFault,
    Optional<Verdict> contested,
    boolean derived) {
  static Checked now(Verdict verdict) {
    var now = System.nanoTime();
    return at(verdict, now, now);
  }

  static Checked at(Verdict verdict, long answered, long since) {
    return new Checked(
        verdict, answered, since, OptionalLong.empty(), Optional.empty(), Optional.empty(), false);
  }

  /// Still shown, although `answer` says otherwise.
  Checked contestedBy(Verdict answer) {
    return new Checked(
        verdict, System.nanoTime(), since, asking, Optional.empty(), Optional.of(answer), derived);
  }

  Checked faulty(Verdict fault) {
    return new Checked(verdict, answered, since, asking, fault.trouble(), contested, derived);
  }

  /// As another sees it who knows more, at the same moment.
  Checked judged(Verdict seen) {
    var changed = derived || !seen.equals(verdict);
    return new Checked(seen, answered, since, asking, probeFault, contested, changed);
  }

  Checked asking(OptionalLong oldest) {
    return new Checked(verdict, answered, since, oldest, probeFault, contested, derived);
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
