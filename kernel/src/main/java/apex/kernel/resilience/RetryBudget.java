package apex.kernel.resilience;

/// How many calls may be repeated: each call earns a tenth of a repetition, and at most ten are
/// saved up. Whatever fails, retries are at most a tenth of the calls and ten, so that they cannot
/// keep a struggling dependency down. Shared.
public final class RetryBudget {
  public static final double SHARE = 0.1;
  public static final int SAVED_MAX = 10;

  private static final int PART = (int) Math.round(1 / SHARE);

  private int tenths = SAVED_MAX * PART;

  synchronized void called() {
    tenths = Math.min(SAVED_MAX * PART, tenths + 1);
  }

  /// Whether one more may be spent; it is then.
  synchronized boolean spend() {
    if (tenths < PART) return false;
    tenths -= PART;
    return true;
  }
}
