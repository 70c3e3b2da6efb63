package apex.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measured times in milliseconds.
public record Distribution(List<Double> ms) {
  public Distribution {
    ms = ms.stream().sorted().toList();
  }

  /// The nearest rank: a time that was really measured. 0 when nothing was.
  public double percentile(double share) {
    if (ms.isEmpty()) return 0;
    var rank = (int) Math.ceil(share * ms.size());
    return ms.get(Math.clamp(rank - 1, 0, ms.size() - 1));
  }

  public double p50() {
    return percentile(0.50);
  }

  public double p99() {
    return percentile(0.99);
  }

  public double max() {
    return percentile(1);
  }

  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("p50", rounded(p50()));
    wire.put("p99", rounded(p99()));
    wire.put("max", rounded(max()));
    wire.put("n", ms.size());
    return wire;
  }

  /// To a hundredth of a millisecond; finer is noise.
  public static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
