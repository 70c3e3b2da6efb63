package apex.backend.ingestion;

import apex.backend.prices.Books;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.price.PriceBook;
import apex.stores.clickhouse.EqualRows;
import apex.stores.clickhouse.UsageStore;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.ImportRecord;
import apex.stores.postgres.ImportStore;
import apex.stores.postgres.UserHashKey;
import apex.stores.postgres.WorkspaceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Loads files of usage into the ledger, and takes them back. Shared.
///
/// A row is kept once, whatever breaks: rows are written in batches, whole or not at all, and the
/// same file again finds those that are there. An import cut off in the middle keeps what it wrote
/// and is shown as failed, or as interrupted when the process died.
public final class UsageImports {
  /// Stands for the import in what a rehearsal answers.
  public static final ImportId NO_IMPORT = new ImportId(new UUID(0, 0));

  private static final String SOURCE = "file";

  private final ImportConfig config;
  private final InstantSource clock;
  private final Books books;
  private final UsageStore usage;
  private final ImportStore imports;
  private final WorkspaceSettings workspaces;
  private final Turns turns;
  private final Set<ImportId> running = ConcurrentHashMap.newKeySet();

  public UsageImports(
      ImportConfig config,
      InstantSource clock,
      Books books,
      UsageStore usage,
      ImportStore imports,
      WorkspaceSettings workspaces) {
    this.config = config;
    this.clock = clock;
    this.books = books;
    this.usage = usage;
    this.imports = imports;
    this.workspaces = workspaces;
    this.turns = new Turns(config.atOnce(), config.patience());
  }

  /// Which file, for whom.
  public record Order(Workspace workspace, ImportStore.Bringer bringer, UsageFile.Wanted wanted) {}

  /// An import as it stands in the list.
  ///
  /// @param interrupted it was running when its process ended; importing the file again completes
  ///   it
  public record Listed(ImportRecord record, boolean interrupted) {}

  /// Reads `body` to its end. A file that is none of usage fails with INVALID_DATA and leaves
  /// nothing; a broken stream keeps the batches written so far.
  public ImportResult run(Order order, InputStream body) throws IOException, InterruptedException {
    try (var turn = turns.take(order.workspace().id())) {
      return load(order, body);
    }
  }

  /// Reads `body` as [#run] would, tells each row with its cost, and writes nothing. A file that is
  /// none of usage fails with INVALID_DATA.
  public ImportResult rehearse(Order order, InputStream body, RowsTold told)
      throws IOException, InterruptedException {
    try (var turn = turns.take(order.workspace().id())) {
      var begun = clock.instant();
      var book = books.of(order.workspace().id());
      var rehearsal =
          new Rehearsal(
              order,
              users(order),
              book.version(),
              pricing(book),
              config.batchRows(),
              usage.preview(),
              told);
      var verdict = new UsageFile(config.rows(), clock).read(body, order.wanted(), rehearsal);
      return result(order, NO_IMPORT, verdict, rehearsal.completed(), begun);
    }
  }

  /// Reverses what the import added; doing it again answers the first receipt. Refuses with
  /// NOT_FOUND when the workspace has no such import.
  public UndoReceipt undo(WorkspaceId workspace, ImportId id) throws InterruptedException {
    try (var turn = turns.take(workspace)) {
      var known = imports.find(workspace, id).orElseThrow(() -> unknown(id));
      if (known.receipt().isPresent()) return Json.read(known.receipt().get(), UndoReceipt.class);
      var receipt = new UndoReceipt(id.value(), usage.undo(workspace, id), clock.instant());
      return Json.read(imports.undone(workspace, id, Json.write(receipt)), UndoReceipt.class);
    }
  }

  /// Newest first.
  public List<Listed> list(WorkspaceId workspace, int limit) {
    return imports.list(workspace, limit).stream().map(this::listed).toList();
  }

  private Listed listed(ImportRecord record) {
    return new Listed(
        record, record.state() == ImportRecord.State.RUNNING && !running.contains(record.id()));
  }

  private ImportResult load(Order order, InputStream body) throws IOException {
    var begun = clock.instant();
    var id = ImportId.random();
    running.add(id);
    try {
      var loading = loading(order, id);
      var verdict = read(order, body, loading);
      return result(order, id, verdict, loading.completed(), begun);
    } finally {
      running.remove(id);
    }
  }

  private ImportResult result(
      Order order, ImportId id, FormatVerdict verdict, Tally tally, Instant begun) {
    return new ImportResult(
        id,
        order.wanted().name(),
        verdict.format(),
        verdict.words(),
        tally.counts(),
        tally.sums(),
        tally.kinds(),
        Duration.between(begun, clock.instant()));
  }

  private FormatVerdict read(Order order, InputStream body, Loading loading) throws IOException {
    try {
      return new UsageFile(config.rows(), clock).read(body, order.wanted(), loading);
    } catch (IOException | RuntimeException broken) {
      noteFailure(loading, broken);
      throw broken;
    }
  }

  /// A store that is down must not hide why the import failed.
  private static void noteFailure(Loading loading, Exception why) {
    try {
      loading.failed();
    } catch (RuntimeException unheard) {
      why.addSuppressed(unheard);
    }
  }

  private Loading loading(Order order, ImportId id) {
    var book = books.of(order.workspace().id());
    return new Loading(
        order, id, users(order), book.version(), pricing(book), config.batchRows(), usage, imports);
  }

  private UserHashKey users(Order order) {
    return workspaces.seen(order.workspace(), ZoneId.of("UTC")).users();
  }

  private Pricing pricing(PriceBook book) {
    return new Pricing(book, new EqualRows(SOURCE, config.equalRowsWindow()));
  }

  private static ApexException unknown(ImportId id) {
    return new ApexException(ErrorCode.NOT_FOUND, "there is no import " + id + " here");
  }
}
