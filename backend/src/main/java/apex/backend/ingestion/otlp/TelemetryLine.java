package apex.backend.ingestion.otlp;

import apex.backend.ingestion.spool.Spool;
import apex.backend.prices.Books;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.clickhouse.SpanIntake;
import apex.stores.postgres.EmitterVotes;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.IngestKey;
import apex.stores.postgres.WorkspaceSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole way of telemetry in one process: what comes in goes to a spool of its own, and from
/// there to the ledger. Shared.
///
/// Processes that share a folder take a lane of it each; a lane that nobody holds, left by a
/// process that did not come back, is drained beside one's own.
public final class TelemetryLine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryLine.class);
  private static final int LANES_MAX = 64;

  private final OtlpConfig config;
  private final InstantSource clock;
  private final Supplier<SpanIntake> ledger;
  private final IngestBatches batches;
  private final WorkspaceSettings workspaces;
  private final Books books;
  private final EmitterVotes votes;
  private final Shares shares;
  private final OtlpIntake intake;
  private final List<Lane> lanes = new ArrayList<>();
  private volatile Optional<Lane> own = Optional.empty();

  private record Lane(Spool spool, SpoolDrain drain) implements AutoCloseable {
    @Override
    public void close() {
      drain.close();
      spool.close();
    }
  }

  /// @param ledger a new one for each lane
  public TelemetryLine(
      OtlpConfig config,
      InstantSource clock,
      Supplier<SpanIntake> ledger,
      IngestBatches batches,
      WorkspaceSettings workspaces,
      Books books,
      EmitterVotes votes) {
    this.config = config;
    this.clock = clock;
    this.ledger = ledger;
    this.batches = batches;
    this.workspaces = workspaces;
    this.books = books;
    this.votes = votes;
    this.shares =
        new Shares("too much waiting for the ledger", config.share(config.spool().bytesMax()));
    this.intake = new OtlpIntake(config, clock, shares, this::spool);
  }

  /// How much waits for the ledger.
  ///
  /// @param bytes on the disk
  /// @param oldest when the first of it was acknowledged
  /// @param trouble why it does not go on; empty when it does
  public record Waiting(long bytes, long bytesMax, Optional<Instant> oldest, String trouble) {}

  public void start() {
    for (int i = 0; i < LANES_MAX && own.isEmpty(); i++) {
      var folder = config.folder().resolve("lane-" + i);
      own = Spool.open(folder, config.spool()).map(this::lane);
    }
    if (own.isEmpty())
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "all %d lanes of the spool %s are held by other processes"
              .formatted(LANES_MAX, config.folder()));
    adoptLeft();
  }

  private Lane lane(Spool spool) {
    var lane =
        new Lane(
            spool,
            new SpoolDrain(
                    config,
                    clock,
                    spool,
                    shares,
                    ledger.get(),
                    batches,
                    workspaces,
                    new Pricing(books, votes))
                .start());
    lanes.add(lane);
    return lane;
  }

  private void adoptLeft() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(config.folder(), "lane-*")) {
      for (var folder : left)
        Spool.open(folder, config.spool())
            .ifPresent(spool -> {
              if (spool.bytes() == 0) {
                spool.close();
                return;
              }
              LOG.warn("{} was left by another process; draining it", folder);
              lane(spool);
            });
    } catch (IOException unreadable) {
      LOG.warn("The spool {} cannot be listed: {}", config.folder(), unreadable.toString());
    }
  }

  /// As [OtlpIntake#take].
  public OtlpIntake.Answer take(
      IngestKey.Opened sender, OtlpSignal signal, OtlpForm form, byte[] body) {
    return intake.take(sender, signal, form, body);
  }

  /// Takes a call of our own; on disk when it returns. Refuses as [OtlpIntake#take] does.
  public void keep(OwnCall own) {
    intake.keep(own);
  }

  public OtlpConfig config() {
    return config;
  }

  public Waiting waiting() {
    var known = List.copyOf(lanes);
    return new Waiting(
        known.stream().mapToLong(lane -> lane.spool.bytes()).sum(),
        config.spool().bytesMax(),
        known.stream()
            .flatMap(lane -> lane.drain.state().oldest().stream())
            .min(Instant::compareTo),
        known.stream()
            .map(lane -> lane.drain.state().trouble())
            .filter(why -> !why.isEmpty())
            .findFirst()
            .orElse(""));
  }

  private Spool spool() {
    return own.orElseThrow(
            () -> new ApexException(ErrorCode.NOT_READY, "the spool is not open yet"))
        .spool;
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
  }
}
