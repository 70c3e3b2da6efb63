package apex.kernel.resilience;

/// How many calls a server can work on at once, found by trying: capacity is what it gets done in a
/// second times how long a call takes when none has to wait (Little's law). It looks only while
/// callers want more than they get, in turns:
///
/// - cruise: as many as it can work on,
/// - push: a quarter more; what gets done now says whether there is more to have,
/// - rest: half as many; what a call takes now is what it takes without waiting.
///
/// Without the rest the waiting would be taken for work and the limit would drift upwards; calls
/// that fail count as nothing done, so that a server that only lets calls time out does not pass
/// for one with room. Not shared: [Turnstile] holds the lock. Times are given, so that a simulation
/// may bring its own.
public final class ConcurrencyLimit {
  private static final int CALLS = 100;
  private static final int CALLS_PUSHED = 200;
  private static final int FAILURES = 10;
  private static final double FAILING_SHARE = 0.1;
  private static final double PUSHING = 1.25;
  private static final double RESTING = 0.5;
  private static final double BACK_OFF = 0.8;
  private static final double STILL_RISING = 1.5;
  private static final int PUSHES_FIRST = 4;
  private static final int PUSHES_TO_A_REST = 4;
  private static final long REST_NANOS_MAX = 1_000_000_000;

  private enum Turn {
    START,
    REST,
    CRUISE,
    PUSH
  }

  private final int least;
  private final int most;
  private final Smoothed limit = new Smoothed();
  private final Smoothed unhinderedNanos = new Smoothed(); // a call that did not have to wait
  private Turn turn = Turn.START;
  private double earlierRate;
  private int pushes;

  // of this turn
  private boolean wanted;
  private long since;
  private long countsFrom;
  private int done;
  private int failed;

  // the first calls that began in it: to look only at those that ended soon would favour short ones
  private int first;
  private long firstUntil;
  private int firstEnded;
  private int firstDone;
  private double firstNanos;
  private double firstSquares;

  /// @param initial where it begins to look
  public ConcurrencyLimit(int least, int most, int initial) {
    if (least < 1 || initial < least || initial > most)
      throw new IllegalArgumentException(
          "must be 1 <= least <= initial <= most, was %d, %d, %d".formatted(least, initial, most));
    this.least = least;
    this.most = most;
    limit.restart(initial);
  }

  /// How many may be under way now.
  public int now() {
    double found = limit.value();
    return switch (turn) {
      case START, CRUISE -> whole(found);
      case PUSH -> whole(Math.max(found * PUSHING, found + 1));
      case REST -> whole(found * RESTING);
    };
  }

  /// What it takes the capacity to be.
  public int found() {
    return whole(limit.value());
  }

  private int whole(double calls) {
    return (int) Math.clamp(Math.round(calls), least, most);
  }

  /// As many are under way as are allowed: there may be demand for more.
  public void wanted() {
    wanted = true;
  }

  /// A call begins.
  public void began(long nowNanos) {
    if (first >= CALLS && nowNanos != firstUntil) return;
    if (first == 0 && done == 0 && turn == Turn.START && earlierRate == 0) begin(nowNanos, 0);
    first++;
    firstUntil = nowNanos;
  }

  /// A call ended.
  ///
  /// @param well whether the server did it
  public void ended(long beganNanos, long nowNanos, boolean well) {
    if (!well) failed++;
    else if (nowNanos >= countsFrom) done++;
    if (beganNanos - since >= 0 && beganNanos - firstUntil <= 0) first(nowNanos - beganNanos, well);
    if (failed >= FAILURES && failed > FAILING_SHARE * (done + failed)) backOff(nowNanos);
    else if (enough() && nowNanos > countsFrom) judge(nowNanos);
    else if (turn == Turn.REST && nowNanos - since > REST_NANOS_MAX) next(Turn.CRUISE, nowNanos);
  }

  private void first(double took, boolean well) {
    firstEnded++;
    if (!well) return;
    firstDone++;
    firstNanos += took;
    firstSquares += took * took;
  }

  private boolean enough() {
    return first >= CALLS
        && firstEnded >= first
        && firstDone > 1
        && done >= (turn == Turn.PUSH ? CALLS_PUSHED : CALLS);
  }

  private void backOff(long nowNanos) {
    limit.restart(Math.max(least, limit.value() * BACK_OFF));
    next(Turn.CRUISE, nowNanos);
  }

  private void judge(long nowNanos) {
    double rate = done / (double) (nowNanos - countsFrom);
    if (!wanted) next(turn == Turn.START ? Turn.START : Turn.CRUISE, nowNanos);
    else
      switch (turn) {
        case START -> next(started(rate), nowNanos);
        case CRUISE -> next(Turn.PUSH, nowNanos);
        case PUSH -> next(pushed(rate), nowNanos);
        case REST -> next(rested(), nowNanos);
      }
  }

  /// Doubles as long as nearly twice as much gets done.
  private Turn started(double rate) {
    if (unhinderedNanos.value() == 0) unhinderedNanos.restart(mean());
    var rising = rate > STILL_RISING * earlierRate && limit.value() < most;
    earlierRate = rate;
    limit.restart(bounded(rising ? limit.value() * 2 : rate * unhinderedNanos.value()));
    return rising ? Turn.START : Turn.REST;
  }

  private Turn rested() {
    double mean = mean();
    double variance = Math.max(0, firstSquares / firstDone - mean * mean);
    unhinderedNanos.add(mean, Math.sqrt(variance / firstDone) / mean);
    return Turn.CRUISE;
  }

  private double mean() {
    return firstNanos / firstDone;
  }

  private Turn pushed(double rate) {
    pushes++;
    double earlier = limit.value();
    var lasting = limit.add(bounded(rate * unhinderedNanos.value()), 1 / Math.sqrt(done));
    if (lasting && limit.value() > earlier) return rising(rate);
    return pushes < PUSHES_FIRST || pushes % PUSHES_TO_A_REST == 0 ? Turn.REST : Turn.CRUISE;
  }

  /// There is more to have than a quarter: looks for it as at the start.
  private Turn rising(double rate) {
    earlierRate = rate;
    limit.restart(bounded(limit.value() * 2));
    return Turn.START;
  }

  private double bounded(double calls) {
    return Math.clamp(calls, least, most);
  }

  private void next(Turn to, long nowNanos) {
    turn = to;
    begin(nowNanos, (long) unhinderedNanos.value());
  }

  /// @param settling until the calls of the turn before are through
  private void begin(long nowNanos, long settling) {
    wanted = false;
    since = nowNanos;
    countsFrom = nowNanos + settling;
    done = 0;
    failed = 0;
    first = 0;
    firstUntil = nowNanos;
    firstEnded = 0;
    firstDone = 0;
    firstNanos = 0;
    firstSquares = 0;
  }
}
