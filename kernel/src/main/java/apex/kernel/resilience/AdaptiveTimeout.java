package apex.kernel.resilience;

import java.time.Duration;

/// How long the next call to one dependency may take, learnt from the calls before it. It shortens
/// the wait on a sick path and does not cut a healthy slow one:
///
/// - Calm, it allows half as much again as the slowest of the last 1000 to 2000 answers, and never
///   less than the budget. Of a dependency whose slow answers come independently of each other with
///   whatever share s, at most s(1-s)^1000 < 0.04 % of the calls are cut: who is slow more often is
///   seen in time, who is slow more rarely is hardly cut.
/// - When so many calls in a row are over the budget that it would happen once in a million by
///   chance, it is sick: every call gets the budget and no more.
/// - Three of five answers within the budget make it calm again, with all it had learnt.
///
/// A dependency that was slow from the beginning has that for its usual: it is never cut for it.
/// Shared: every method holds its own lock and calls no one.
public final class AdaptiveTimeout {
  private static final int LEARNT_AFTER = 20;
  private static final int HALF = 1000;
  private static final double ROOM = 1.5;
  private static final double CHANCE = 1e-6;
  private static final int ROW_LEAST = 5;
  private static final int ROW_MOST = 16;
  private static final int JUDGED = 5;
  private static final int GOOD_ENOUGH = 3;

  private final long budget;
  private final long ceiling;
  private Stretch before = new Stretch();
  private Stretch now = new Stretch();
  private Stretch row = new Stretch(); // calls over the budget, one after the other
  private boolean sick;
  private int judged; // the last five while sick, a bit each: 1 was within the budget

  /// Some calls that followed each other.
  private static final class Stretch {
    long slowest;
    int over;
    int calls;

    void add(long took, boolean tooLong) {
      slowest = Math.max(slowest, took);
      over += tooLong ? 1 : 0;
      calls++;
    }

    void add(Stretch other) {
      slowest = Math.max(slowest, other.slowest);
      over += other.over;
      calls += other.calls;
    }
  }

  /// @param budget the wait that callers are to have at most when it is sick; it always gets this
  /// @param ceiling no call waits longer, whatever was learnt
  public AdaptiveTimeout(Duration budget, Duration ceiling) {
    if (!budget.isPositive() || ceiling.compareTo(budget) < 0)
      throw new IllegalArgumentException(
          "the budget must be positive and at most the ceiling %s, was %s"
              .formatted(ceiling, budget));
    this.budget = budget.toNanos();
    this.ceiling = ceiling.toNanos();
  }

  /// What the next call may take.
  public synchronized Duration now() {
    return Duration.ofNanos(sick ? budget : calm());
  }

  /// Whether it does much worse than it usually does.
  public synchronized boolean sick() {
    return sick;
  }

  private long calm() {
    if (before.calls + now.calls < LEARNT_AFTER) return ceiling;
    var usual = (long) (Math.max(before.slowest, now.slowest) * ROOM);
    return Math.clamp(usual, budget, ceiling);
  }

  /// A call was answered, well or not, after `took`.
  public synchronized void answered(Duration took) {
    heard(took.toNanos(), took.toNanos() > budget);
  }

  /// A call had no answer within what it was allowed. How long it would have taken is not known.
  public synchronized void cut() {
    heard(ceiling, true);
  }

  private void heard(long took, boolean over) {
    if (sick) judge(over);
    else if (over) slow(took);
    else calmed(took);
  }

  private void slow(long took) {
    row.add(took, true);
    if (row.calls < rowThatIsNoChance()) return;
    sick = true; // what it does now is not its usual
    judged = 0;
    row = new Stretch();
  }

  /// The calls over the budget before this one were its usual after all.
  private void calmed(long took) {
    if (row.calls > 0) learn(row);
    row = new Stretch();
    var one = new Stretch();
    one.add(took, false);
    learn(one);
  }

  private void learn(Stretch calls) {
    now.add(calls);
    if (now.calls < HALF) return;
    before = now;
    now = new Stretch();
  }

  private void judge(boolean over) {
    judged = (judged << 1 | (over ? 0 : 1)) & (1 << JUDGED) - 1;
    if (Integer.bitCount(judged) >= GOOD_ENOUGH) sick = false;
  }

  /// Who is over the budget in a share b of its calls is so k times in a row with a chance of b^k.
  private int rowThatIsNoChance() {
    double share = (before.over + now.over + 1.0) / (before.calls + now.calls + 2.0);
    int row = (int) Math.ceil(Math.log(CHANCE) / Math.log(share));
    return row > ROW_MOST ? Integer.MAX_VALUE : Math.max(ROW_LEAST, row);
  }
}
