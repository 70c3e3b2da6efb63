package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Brings ClickHouse to what this build expects: numbered files, each applied once and remembered
/// with its checksum. The process that owns the database runs it when it starts. Every statement
/// can be repeated, so that one cut off half-way is simply run again.
public final class Migrations {
  private static final List<String> FILES =
      List.of("V1__usage.sql", "V2__otlp.sql", "V4__sums.sql", "V6__tiers.sql", "V7__habits.sql");

  private final Analytics analytics;

  private Migrations(Analytics analytics) {
    this.analytics = analytics;
  }

  public static void run(Analytics analytics) {
    new Migrations(analytics).bringUp();
  }

  /// The newest migration that this build brings.
  static int known() {
    return version(FILES.getLast());
  }

  /// Of `V4__sums.sql` 4; numbers may be missing between.
  private static int version(String file) {
    return Integer.parseInt(file.substring(1, file.indexOf("__")));
  }

  private void bringUp() {
    analytics.command("create database if not exists " + analytics.database(), Map.of(), "default");
    command(
        """
        create table if not exists migrations
          (version UInt32, name String, checksum String, applied_at DateTime64(3,'UTC') default now64(3))
        engine = MergeTree order by version settings fsync_after_insert = 1\
        """);
    var applied = applied();
    applied.keySet().stream().filter(version -> version > known()).forEach(Migrations::refuseNewer);
    for (var file : FILES) bring(version(file), file, applied);
  }

  private void bring(int version, String file, Map<Integer, String> applied) {
    var sql = text(file);
    var checksum = checksum(sql);
    Optional.ofNullable(applied.get(version))
        .ifPresentOrElse(
            known -> verify(file, checksum, known), () -> apply(version, file, sql, checksum));
  }

  private void apply(int version, String file, String sql, String checksum) {
    for (var statement : sql.split(";\\s*\\n")) if (!statement.isBlank()) command(statement);
    var row = new RowWriter().tokens(version).text(file).text(checksum);
    analytics.insert(
        "migrations",
        List.of("version", "name", "checksum"),
        row,
        "migration-" + version,
        java.time.Duration.ofSeconds(10));
  }

  private static void verify(String file, String checksum, String known) {
    if (!known.equals(checksum))
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "the ClickHouse migration %s was applied from another text (%s, now %s)"
              .formatted(file, known.substring(0, 8), checksum.substring(0, 8)));
  }

  private Map<Integer, String> applied() {
    return analytics.read(
        "select toInt64(version), argMax(checksum, applied_at) from migrations group by version order by version",
        Map.of(),
        rows -> {
          var found = new TreeMap<Integer, String>();
          while (rows.more()) found.put((int) rows.number(), rows.text());
          return found;
        });
  }

  private void command(String sql) {
    analytics.command(sql, Map.of(), analytics.database());
  }

  private static void refuseNewer(int version) {
    throw new ApexException(
        ErrorCode.CONFIGURATION,
        "the ClickHouse data is at migration %d, this build knows %d: it was written by a newer version"
            .formatted(version, known()));
  }

  private static String text(String file) {
    try (var in = Migrations.class.getResourceAsStream(file)) {
      if (in == null) throw new IllegalStateException("this build lacks " + file);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException("this build's " + file + " cannot be read", unreadable);
    }
  }

  private static String checksum(String sql) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(sql.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
