package apex.backend.ingestion.otlp;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/// How long the drain rests between two batches.
///
/// Usually until the shortest time between two batches is over. When more comes than it carries
/// while it works, and every processor is busy, it is the acknowledgements that it would slow down
/// without ever catching up: then it rests as long as it worked, until the spool is half full. From
/// there on it works without a rest, so that senders are slowed by it before they are refused.
///
/// @param every shortest time between the beginnings of two batches
record DrainPace(Duration every) {
  private static final double BUSY = 0.9;
  private static final double HALF = 0.5;
  private static final Duration REST_MAX = Duration.ofSeconds(2);

  /// A batch that was carried to the ledger.
  ///
  /// @param took how long that worked
  /// @param bytes that it carried
  /// @param came bytes that were acknowledged meanwhile
  record Round(Duration took, long bytes, long came) {
    boolean outrun() {
      return came > bytes;
    }
  }

  /// @param filled share of the spool that is taken
  /// @param busy share of all processors' time that is used
  Duration rest(Round round, double filled, double busy) {
    var left = every.minus(round.took);
    var usual = left.isNegative() ? Duration.ZERO : left;
    if (!round.outrun() || filled >= HALF || busy < BUSY) return usual;
    return round.took.compareTo(REST_MAX) > 0 ? REST_MAX : round.took;
  }

  /// The share of the machine's processors that was used since this was last asked, 0 to 1; 0 when
  /// the system does not say.
  static double busy() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      double load = system.getCpuLoad();
      return load > 0 ? load : 0; // not a number before the second asking
    }
    return 0;
  }
}
