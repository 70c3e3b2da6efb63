package apex.backend.ingestion.otlp;

import apex.backend.ingestion.spool.SpoolLimits;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What telemetry may take, and where it waits for the ledger.
///
/// @param bodyBytesMax largest request, after decompression
/// @param bytesAtOnceMax of all requests that are read at one time
/// @param sharePercent most of what is read at once, and of the spool, that one workspace may take
/// @param folder of the spool; processes that share it take a part each
/// @param commitEvery shortest time between two batches
/// @param batchCallsMax calls written to the ledger at once
/// @param remembered spans known without asking the ledger
/// @param late a call made longer ago than this came late
public record OtlpConfig(
    int bodyBytesMax,
    int bytesAtOnceMax,
    int sharePercent,
    int attributesMax,
    int textCharsMax,
    Path folder,
    SpoolLimits spool,
    Duration commitEvery,
    int batchCallsMax,
    int remembered,
    Duration late) {
  /// Unless set otherwise, calls that are written to the ledger at once.
  public static final int BATCH_CALLS = 20_000;

  static final Setting<Integer> BODY_BYTES_MAX =
      Setting.number(
          "OTLP_BODY_BYTES_MAX",
          "largest request of telemetry after decompression, bytes, 1024 to 67108864",
          16 << 20);
  static final Setting<Integer> BYTES_AT_ONCE_MAX =
      Setting.number(
          "OTLP_BYTES_AT_ONCE_MAX",
          "most bytes of all requests of telemetry that are read at once; beyond it they are told"
              + " to come again; at least OTLP_BODY_BYTES_MAX",
          48 << 20);
  static final Setting<Integer> SHARE_PERCENT =
      Setting.number(
          "OTLP_WORKSPACE_SHARE_PERCENT",
          "most of OTLP_BYTES_AT_ONCE_MAX, and of INGEST_SPOOL_MB_MAX, that one workspace may take,"
              + " percent, 1 to 100; beyond it that workspace is told to come again (429)",
          75);
  static final Setting<Integer> ATTRIBUTES_MAX =
      Setting.number(
          "OTLP_ATTRIBUTES_MAX",
          "most attributes of a span, 16 to 100000; one with more is rejected",
          2_000);
  static final Setting<Integer> TEXT_CHARS_MAX =
      Setting.number(
          "OTLP_TEXT_CHARS_MAX",
          "longest name of a model, user or conversation in telemetry, characters, 1 to 4096",
          256);
  static final Setting<Path> FOLDER =
      Setting.of(
          "INGEST_SPOOL_FOLDER",
          "where acknowledged telemetry waits for the ledger; on a disk that outlives the process",
          ".apex/spool",
          Path::of);
  static final Setting<Integer> SPOOL_MEGABYTES_MAX =
      Setting.number(
          "INGEST_SPOOL_MB_MAX",
          "most telemetry that waits for the ledger, megabytes, 1 to 1048576; beyond it senders"
              + " are told to come again",
          1_024);
  static final Setting<Integer> WAITING_MAX =
      Setting.number(
          "INGEST_WAITING_MAX",
          "most requests that wait for one write to the disk, 1 to 100000",
          1_000);
  static final Setting<Duration> COMMIT_EVERY =
      Setting.duration(
          "INGEST_COMMIT_EVERY",
          "shortest time between two batches of telemetry to the ledger, PT0.01S to PT10S",
          "PT0.3S");
  static final Setting<Integer> BATCH_CALLS_MAX =
      Setting.number(
          "INGEST_BATCH_CALLS_MAX",
          "about how many calls of telemetry are written at once, in whole requests, 1 to 50000",
          BATCH_CALLS);
  static final Setting<Integer> REMEMBERED =
      Setting.number(
          "INGEST_REMEMBERED_SPANS",
          "latest spans that are known again without asking the ledger, 1000 to 100000000; 12 bytes"
              + " of memory each",
          2_000_000);
  static final Setting<Duration> LATE =
      Setting.duration(
          "INGEST_LATE", "a call made longer ago than this is counted as late", "PT1H");

  private static final long SEGMENT_BYTES = 16L << 20;

  public OtlpConfig {
    within(BODY_BYTES_MAX, bodyBytesMax, 1024, 64 << 20);
    BYTES_AT_ONCE_MAX.check(
        bytesAtOnceMax >= bodyBytesMax, "must be at least OTLP_BODY_BYTES_MAX", bytesAtOnceMax);
    within(SHARE_PERCENT, sharePercent, 1, 100);
    SHARE_PERCENT.check(
        share(bytesAtOnceMax, sharePercent) >= bodyBytesMax,
        "must leave one workspace OTLP_BODY_BYTES_MAX of OTLP_BYTES_AT_ONCE_MAX",
        sharePercent);
    within(ATTRIBUTES_MAX, attributesMax, 16, 100_000);
    within(TEXT_CHARS_MAX, textCharsMax, 1, 4096);
    within(SPOOL_MEGABYTES_MAX, (int) (spool.bytesMax() >> 20), 1, 1 << 20);
    within(WAITING_MAX, spool.waitingMax(), 1, 100_000);
    COMMIT_EVERY.check(
        commitEvery.toMillis() >= 10 && commitEvery.toMillis() <= 10_000,
        "must be PT0.01S to PT10S",
        commitEvery);
    within(BATCH_CALLS_MAX, batchCallsMax, 1, 50_000);
    within(REMEMBERED, remembered, 1_000, 100_000_000);
    LATE.check(!late.isNegative(), "must not be negative", late);
  }

  public static OtlpConfig from(Environment environment) {
    var values = environment.read(settings().toArray(Setting<?>[]::new));
    var megabytes = values.get(SPOOL_MEGABYTES_MAX);
    return new OtlpConfig(
        values.get(BODY_BYTES_MAX),
        values.get(BYTES_AT_ONCE_MAX),
        values.get(SHARE_PERCENT),
        values.get(ATTRIBUTES_MAX),
        values.get(TEXT_CHARS_MAX),
        values.get(FOLDER),
        new SpoolLimits((long) megabytes << 20, SEGMENT_BYTES, values.get(WAITING_MAX)),
        values.get(COMMIT_EVERY),
        values.get(BATCH_CALLS_MAX),
        values.get(REMEMBERED),
        values.get(LATE));
  }

  public static List<Setting<?>> settings() {
    return List.of(
        BODY_BYTES_MAX,
        BYTES_AT_ONCE_MAX,
        SHARE_PERCENT,
        ATTRIBUTES_MAX,
        TEXT_CHARS_MAX,
        FOLDER,
        SPOOL_MEGABYTES_MAX,
        WAITING_MAX,
        COMMIT_EVERY,
        BATCH_CALLS_MAX,
        REMEMBERED,
        LATE);
  }

  /// What one workspace may take of a room of `bytes`; at 100 percent the room itself is the limit.
  public long share(long bytes) {
    return share(bytes, sharePercent);
  }

  private static long share(long bytes, int percent) {
    return percent == 100 ? Long.MAX_VALUE : bytes * percent / 100;
  }

  private static void within(Setting<Integer> setting, int value, int least, int most) {
    setting.check(
        value >= least && value <= most, "must be %d to %d".formatted(least, most), value);
  }
}
