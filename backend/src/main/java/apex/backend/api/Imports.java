package apex.backend.api;

import apex.backend.ingestion.ImportFormat;
import apex.backend.ingestion.ImportResult;
import apex.backend.ingestion.RejectionKind;
import apex.backend.ingestion.RowDefaults;
import apex.backend.ingestion.UndoReceipt;
import apex.backend.ingestion.UsageFile;
import apex.backend.ingestion.UsageImports;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.identity.Workspace;
import apex.spend.figures.Reported;
import apex.spend.price.Usd;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.ImportRecord;
import apex.stores.postgres.ImportStore.Bringer;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.TokenHash;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Files of usage over HTTP: `POST /api/usage/import`, `GET /api/imports`, `DELETE
/// /api/imports/{id}`.
public final class Imports {
  private static final int PAGE_MOST = 200;
  private static final int OFFSET_MOST = 10_000;

  private final UsageImports imports;
  private final KeyStore keys;
  private final Function<Request, Identity> callers;
  private final long bytesMax;

  /// @param callers who a request's token proves to be asking
  /// @param bytesMax largest file
  public Imports(
      UsageImports imports, KeyStore keys, Function<Request, Identity> callers, long bytesMax) {
    this.imports = imports;
    this.keys = keys;
    this.callers = callers;
    this.bytesMax = bytesMax;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
                "/api/usage/import",
                Endpoint.Access.TOKEN_OR_KEY,
                "Load a file of usage; every row is accepted, a duplicate or rejected with its reason",
                this::load)
            .asking("format", ImportFormat.words())
            .asking("provider", "for rows that name none")
            .asking("model", "for rows that name none")
            .asking("route", "for rows that name none")
            .asking("start", "when the clock of a relative trace began, RFC 3339")
            .asking("map", "column=field, once for each column of a file with names of its own")
            .asking("dry_run", "true tells every row with its cost as NDJSON and writes nothing")
            .asking("name", "of the file, to show")
            .streamed("application/octet-stream", bytesMax)
            .answers(200, Answer.class),
        Endpoint.get(
                "/api/imports",
                Endpoint.Access.TOKEN,
                "What was imported, latest first",
                this::list)
            .asking("limit", "most to answer, 1 to 200")
            .asking("offset", "how many to pass over, 0 to 10000")
            .answers(200, Page.class),
        Endpoint.delete(
                "/api/imports/{id}",
                Endpoint.Access.TOKEN,
                "Undo an import by reversing entries; owners only",
                this::undo)
            .answers(200, UndoReceipt.class));
  }

  private Response load(Request request) throws IOException, InterruptedException {
    var sender = sender(request);
    var order = new UsageImports.Order(sender.workspace, sender.bringer, wanted(request));
    return request.query("dry_run", Imports::flag).orElse(false)
        ? rehearse(order, request)
        : Response.json(Answer.of(imports.run(order, request.stream())));
  }

  /// The rows wait in a file until the last is read: a client that still sends reads nothing, and a
  /// file that turns out to be none of usage is answered as a problem.
  private Response rehearse(UsageImports.Order order, Request request)
      throws IOException, InterruptedException {
    var spool = RowSpool.open();
    try {
      var result = imports.rehearse(order, request.stream(), spool);
      spool.end(Answer.of(result));
      return Response.streamed("application/x-ndjson", spool::sendTo);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      spool.close();
      throw failed;
    }
  }

  private static boolean flag(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private Response list(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    var limit = request.query("limit", 50, 1, PAGE_MOST);
    var offset = request.query("offset", 0, 0, OFFSET_MOST);
    var known = imports.list(caller.workspace().id(), offset + limit + 1);
    var page = known.stream().skip(offset).limit(limit).map(Line::of).toList();
    var more = known.size() > offset + limit;
    return Response.json(new Page(page, more ? Optional.of(offset + limit) : Optional.empty()));
  }

  private Response undo(Request request) throws InterruptedException {
    var caller = callers.apply(request);
    caller.require(Permission.ADMINISTER);
    var id = id(request);
    return Response.json(imports.undo(caller.workspace().id(), id));
  }

  /// An id that is none of ours is as unknown as any other.
  private static ImportId id(Request request) {
    var text = request.parameter("id");
    try {
      return ImportId.parse(text);
    } catch (IllegalArgumentException notAnId) {
      throw new ApexException(ErrorCode.NOT_FOUND, "there is no such import here");
    }
  }

  private static UsageFile.Wanted wanted(Request request) {
    var format = request.query("format", ImportFormat::parse).orElse(ImportFormat.AUTO);
    var defaults =
        new RowDefaults(
            request.query("provider").orElse("").strip(),
            request.query("model").orElse("").strip(),
            request.query("route").orElse("").strip(),
            request.query("start", Instant::parse));
    return new UsageFile.Wanted(
        request.query("name").orElse("upload"), format, defaults, mapping(request));
  }

  private static Map<String, String> mapping(Request request) {
    var mapping = new LinkedHashMap<String, String>();
    for (var pair : request.queryAll("map")) {
      var at = pair.lastIndexOf('=');
      if (at < 1 || mapping.put(pair.substring(0, at), pair.substring(at + 1)) != null)
        throw new ApexException(
            ErrorCode.INVALID_REQUEST,
            "map must be column=field and name a column once, was '%s'".formatted(pair));
    }
    return mapping;
  }

  private record Sender(Workspace workspace, Bringer bringer) {}

  private Sender sender(Request request) {
    var token = request.bearer().filter(bearer -> bearer.startsWith(Keys.PREFIX));
    if (token.isPresent()) return program(token.get());
    var caller = callers.apply(request);
    caller.require(Permission.IMPORT);
    return new Sender(caller.workspace(), new Bringer.Person(caller.user()));
  }

  private Sender program(String key) {
    var opened =
        keys.verify(TokenHash.of(key))
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.UNAUTHENTICATED, "the ingest key is unknown or revoked"));
    return new Sender(opened.workspace(), new Bringer.Program(opened.key()));
  }

  /// `import_result` on the wire.
  ///
  /// @param detected as what the file was read and why
  /// @param skipped records that tell of no call, not among those read
  /// @param costUsd of the rows read, duplicates too, as far as they have a price
  /// @param tokensPriced the share of their tokens that has one, 0 to 1
  /// @param lowUsd the least all of them can have cost; `highUsd` the most, absent when unknown
  record Answer(
      String type,
      UUID importId,
      String name,
      String format,
      String detected,
      boolean dryRun,
      long read,
      long accepted,
      long duplicate,
      long conflicting,
      long rejected,
      long skipped,
      long summedRows,
      long unpricedRows,
      String costUsd,
      double tokensPriced,
      String lowUsd,
      Optional<String> highUsd,
      Optional<Compared> reported,
      List<Rejected> rejections,
      long ms) {
    static Answer of(ImportResult result) {
      var counts = result.counts();
      return new Answer(
          "import_result",
          result.id().value(),
          result.name(),
          result.format().word(),
          result.detected(),
          result.id().equals(UsageImports.NO_IMPORT),
          counts.read(),
          counts.accepted(),
          counts.duplicate(),
          counts.conflicting(),
          counts.rejected(),
          result.sums().skipped(),
          result.sums().summedRows(),
          result.sums().unpricedRows(),
          Usd.text(result.sums().costUsd()),
          result.sums().tokensPriced(),
          Usd.text(result.sums().lowUsd()),
          result.sums().highUsd().map(Usd::text),
          Compared.of(result.sums().reported()),
          Rejected.of(result.rejections()),
          result.took().toMillis());
    }
  }

  /// What the file says its rows cost, beside ours.
  ///
  /// @param rows that report a cost
  /// @param comparedUsd ours of the rows that we price and that report one
  /// @param differenceUsd ours less what the file reports, of just these
  /// @param apart whether that is more than rounding explains
  record Compared(
      long rows, String reportedUsd, String comparedUsd, String differenceUsd, boolean apart) {
    static Optional<Compared> of(Reported reported) {
      if (reported.none()) return Optional.empty();
      return Optional.of(
          new Compared(
              reported.calls(),
              Usd.text(reported.usd()),
              Usd.text(reported.oursUsd()),
              Usd.text(reported.difference()),
              reported.apart()));
    }
  }

  record Rejected(String reason, long count, First first) {
    record First(long line, String column, String value, String rule) {}

    static List<Rejected> of(List<RejectionKind> kinds) {
      return kinds.stream().map(Rejected::of).toList();
    }

    private static Rejected of(RejectionKind kind) {
      var first = kind.first();
      return new Rejected(
          kind.reason().name(),
          kind.count(),
          new First(first.line(), first.column(), first.value(), first.rule()));
    }
  }

  record Page(List<Line> imports, Optional<Integer> nextOffset) {}

  /// @param state `running`, `completed`, `failed`, `interrupted` or `undone`
  record Line(
      UUID importId,
      String name,
      String format,
      String state,
      boolean undone,
      long read,
      long accepted,
      long duplicate,
      long conflicting,
      long rejected,
      List<Rejected> rejections,
      Instant at,
      Optional<Instant> endedAt,
      Optional<UndoReceipt> receipt) {
    static Line of(UsageImports.Listed listed) {
      var record = listed.record();
      var counts = record.counts();
      return new Line(
          record.id().value(),
          record.name(),
          record.format(),
          listed.interrupted() ? "interrupted" : record.state().label().toLowerCase(Locale.ROOT),
          record.state() == ImportRecord.State.UNDONE,
          counts.read(),
          counts.accepted(),
          counts.duplicate(),
          counts.conflicting(),
          counts.rejected(),
          Rejected.of(Arrays.asList(Json.read(record.rejections(), RejectionKind[].class))),
          record.started(),
          record.ended(),
          record.receipt().map(receipt -> Json.read(receipt, UndoReceipt.class)));
    }
  }
}
