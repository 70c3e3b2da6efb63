package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Probe;
import apex.kernel.resilience.Guard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Inserts a row into a small table of its own and reads it back. Rows vanish after an hour.
public record ClickHouseProbe(Analytics analytics) implements Probe {
  @Override
  public String service() {
    return "database_clickhouse";
  }

  @Override
  public void ask() {
    Guard.probing(this::askDirectly);
  }

  private void askDirectly() {
    var probe = UUID.randomUUID();
    analytics.insert(
        "probes", List.of("probe"), new RowWriter().id(probe), "" + probe, Duration.ofSeconds(5));
    var found =
        analytics.read(
            "select toInt64(count()) from probes where probe = {probe:UUID}",
            Map.of("probe", probe.toString()),
            RowReader::number);
    if (found != 1)
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "ClickHouse kept a row and then did not find it");
  }
}
