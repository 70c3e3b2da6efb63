package apex.kernel.resilience;

/// A figure that is measured with noise: follows a lasting change at once and noise hardly. A
/// change lasts when three measurements in a row are off to the same side by more than noise would
/// be. Not shared.
final class Smoothed {
  private static final double OFF_LEAST = 0.15;
  private static final double NOISES = 2.5;
  private static final int IN_A_ROW = 3;
  private static final double PART = 0.125;

  private double value;
  private int seen;
  private int off; // measurements in a row that were far off, negative for below

  double value() {
    return value;
  }

  /// @param noise standard error of the measurement, as a share of it
  /// @return whether it follows a lasting change
  boolean add(double measured, double noise) {
    seen++;
    double far = measured / value - 1;
    boolean within = Math.abs(far) < Math.max(OFF_LEAST, NOISES * noise);
    if (within) off = 0;
    else off = far < 0 ? Math.min(off, 0) - 1 : Math.max(off, 0) + 1;
    boolean lasting = Math.abs(off) >= IN_A_ROW;
    value += (lasting ? 1 : Math.max(PART, 1.0 / seen)) * (measured - value);
    return lasting;
  }

  /// Of a value that was found otherwise.
  void restart(double known) {
    value = known;
    seen = 1;
    off = 0;
  }
}
