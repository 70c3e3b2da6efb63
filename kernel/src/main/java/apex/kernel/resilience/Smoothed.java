package apex.kernel.resilience;

/// A figure that is measured with noise: follows a lasting change at once and noise hardly. Not
/// shared.
final class Smoothed {
  private static final double FAR_OFF = 0.15;
  private static final double PART = 0.125;

  private double value;
  private int seen;
  private int farOff; // measurements in a row that were far off, negative for below

  double value() {
    return value;
  }

  void add(double measured) {
    seen++;
    value += part(measured) * (measured - value);
  }

  private double part(double measured) {
    if (seen == 1) return 1;
    double off = measured / value - 1;
    if (Math.abs(off) < FAR_OFF) farOff = 0;
    else farOff = Integer.signum(farOff) * off < 0 ? signum(off) : farOff + signum(off);
    return Math.abs(farOff) >= 2 ? 1 : Math.max(PART, 1.0 / seen);
  }

  private static int signum(double off) {
    return off < 0 ? -1 : 1;
  }

  /// Of a value that was found otherwise.
  void restart(double known) {
    value = known;
    seen = 1;
    farOff = 0;
  }
}
