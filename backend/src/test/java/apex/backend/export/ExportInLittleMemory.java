package apex.backend.export;

import apex.backend.ingestion.RealLedger;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Slice;
import apex.stores.clickhouse.Analytics;
import apex.stores.clickhouse.ClickHouseConfig;
import apex.stores.clickhouse.CostSet;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.Database;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.PostgresConfig;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// Exports January 2026 of a workspace in a process of its own that has little memory.
public final class ExportInLittleMemory {
  private ExportInLittleMemory() {}

  /// What the process says: rows and their cost.
  static String run(RealLedger house, Workspace workspace, int megabytes) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var clickHouse = RealClickHouse.shared();
    var command =
        List.of(
            java,
            "-Xmx%dm".formatted(megabytes),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ExportInLittleMemory.class.getName(),
            clickHouse.url(),
            clickHouse.user(),
            house.table("").replace(".", ""),
            workspace.id().toString());
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("APEX_TEST_PASSWORD", clickHouse.password());
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0
        ? said.strip().lines().reduce("", (_, last) -> last)
        : "exit %d".formatted(process.exitValue());
  }

  public static void main(String[] args) {
    var account = RealPostgres.class.getSimpleName();
    try (var analytics =
            new Analytics(
                new ClickHouseConfig(
                    URI.create(args[0]),
                    args[1],
                    new Secret(System.getenv("APEX_TEST_PASSWORD")),
                    args[2]));
        var unused =
            new Database(
                PostgresConfig.from(
                    new Environment(
                        Map.of(
                            "POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/none",
                            "POSTGRES_USER", account,
                            "POSTGRES_PASSWORD", account))))) {
      var workspace = WorkspaceId.parse(args[3]);
      var month = new FocusMonth(workspace, YearMonth.of(2026, 1), ZoneId.of("UTC"));
      var reading =
          new UsageQuery(analytics, new IngestBatches(unused), new AdoptedCosts(unused))
              .at(workspace, Slice.all(month.period()), Long.MAX_VALUE, CostSet.FIRST);
      var export = new FocusExport(month, FocusVersion.V1_2);
      var contents = export.contents(reading);
      export.to(reading, OutputStream.nullOutputStream());
      System.out.printf(
          "%d rows of %s USD%n",
          contents.rows(), contents.usd().stripTrailingZeros().toPlainString());
    }
  }
}
