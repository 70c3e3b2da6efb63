package apex.kernel.health;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/// How one service has been: its shown verdict changes only when enough of the latest answers agree
/// (N of M), so that one lost packet is no outage and one lucky answer no recovery. Shared: every
/// method holds its own lock and calls no one.
final class Pulse {
  private final Hysteresis hysteresis;
  private final Deque<Verdict> latest = new ArrayDeque<>();
  private final Deque<Long> open = new ArrayDeque<>();
  private Optional<Checked> shown = Optional.empty();

  /// @param agreeing how many of the latest `of` answers must say so before a change is shown
  record Hysteresis(int agreeing, int of) {
    static final Hysteresis STANDARD = new Hysteresis(2, 3);

    Hysteresis {
      if (agreeing < 1 || agreeing > of)
        throw new IllegalArgumentException("must be 1 to %d, was %d".formatted(of, agreeing));
    }
  }

  Pulse(Hysteresis hysteresis) {
    this.hysteresis = hysteresis;
  }

  /// A question was put; [#answered] takes it back.
  synchronized long asked() {
    long now = System.nanoTime();
    open.addLast(now);
    return now;
  }

  synchronized void answered(long asked) {
    open.remove(asked);
  }

  /// Takes an answer as it comes.
  synchronized void heard(Verdict answer) {
    if (answer.ofTheProbe() && shown.isPresent()) {
      shown = shown.map(known -> known.faulty(answer));
      return;
    }
    latest.addLast(answer);
    if (latest.size() > hysteresis.of()) latest.removeFirst();
    shown = Optional.of(next(answer));
  }

  /// Takes an answer that someone asked for and waited: it is shown at once.
  synchronized void decided(Verdict answer) {
    latest.clear();
    heard(answer);
    if (!answer.ofTheProbe()) shown = Optional.of(moved(answer));
  }

  synchronized Optional<Checked> shown() {
    var oldest = open.isEmpty() ? OptionalLong.empty() : OptionalLong.of(open.getFirst());
    return shown.map(checked -> checked.asking(oldest));
  }

  /// Whether the next answer is wanted soon: the last one was not good.
  synchronized boolean troubled() {
    return !(latest.peekLast() instanceof Verdict.Healthy)
        || shown.filter(known -> known.verdict() instanceof Verdict.Healthy).isEmpty();
  }

  private Checked next(Verdict answer) {
    if (shown.isEmpty()) return Checked.now(answer);
    var same = alike(shown.get().verdict(), answer);
    if (same || agreed(answer)) return moved(answer);
    return shown.get().contestedBy(answer);
  }

  private Checked moved(Verdict answer) {
    var now = System.nanoTime();
    var since =
        shown.filter(known -> alike(known.verdict(), answer)).map(Checked::since).orElse(now);
    return Checked.at(answer, now, since);
  }

  private boolean agreed(Verdict answer) {
    return latest.stream().filter(each -> alike(each, answer)).count() >= hysteresis.agreeing();
  }

  /// Unhealthy and unknown are alike: it does not work.
  private static boolean alike(Verdict one, Verdict other) {
    if (!one.works() || !other.works()) return one.works() == other.works();
    return one.label().equals(other.label());
  }
}
