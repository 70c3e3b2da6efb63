package apex.backend.api;

import apex.backend.removal.Removals;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.spend.price.Usd;
import apex.stores.clickhouse.Removal;
import apex.stores.postgres.RemovalRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `GET /api/retention`, `POST /api/retention` and `POST /api/erasure`: what is removed for good,
/// by owners only, and never without saying what it would be first: without `dry_run: false`
/// nothing is.
public final class RemovalApi {
  private static final int RECEIPTS_SHOWN = 200;

  private final Removals removals;
  private final Function<Request, Identity> callers;

  /// @param callers who a request's token proves to be asking
  public RemovalApi(Removals removals, Function<Request, Identity> callers) {
    this.removals = removals;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/retention",
                Endpoint.Access.TOKEN,
                "How long usage is kept, and the receipts of what was removed",
                this::show)
            .answers(200, Shown.class),
        Endpoint.post(
                "/api/retention",
                Endpoint.Access.TOKEN,
                "Keep usage for so many days, or for ever; owners only, a dry run unless told not",
                this::keep)
            .sent(Keep.class)
            .answers(200, Done.class),
        Endpoint.post(
                "/api/erasure",
                Endpoint.Access.TOKEN,
                "Forget a person's name, and their calls if asked; owners only, a dry run unless"
                    + " told not",
                this::erase)
            .sent(Erase.class)
            .answers(200, Done.class));
  }

  private Response show(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    var workspace = caller.workspace();
    var days = removals.days(workspace.id());
    return Response.json(
        new Shown(
            days.isPresent() ? Optional.of(days.getAsInt()) : Optional.empty(),
            days.isPresent()
                ? Optional.of(removals.keptFrom(workspace, days.getAsInt()))
                : Optional.empty(),
            removals.receipts(workspace.id(), RECEIPTS_SHOWN).stream().map(Receipt::of).toList()));
  }

  private Response keep(Request request) throws IOException {
    var caller = owner(request);
    var keep = request.json(Keep.class);
    var dryRun = keep.dryRun.orElse(true);
    if (keep.days.isEmpty()) {
      if (!dryRun) removals.keepAll(caller.workspace().id());
      return Response.json(Done.nothing(dryRun));
    }
    int days = keep.days.get();
    var outcome =
        dryRun
            ? removals.look(caller.workspace(), checked(days))
            : removals.keepFor(caller.workspace(), checked(days), caller.user());
    return Response.json(Done.of(dryRun, outcome));
  }

  private static int checked(int days) {
    if (days >= 1 && days <= Removals.DAYS_MOST) return days;
    throw new ApexException(
        ErrorCode.INVALID_REQUEST,
        "days must be 1 to %d, were %d".formatted(Removals.DAYS_MOST, days));
  }

  private Response erase(Request request) throws IOException {
    var caller = owner(request);
    var erase = request.json(Erase.class);
    var dryRun = erase.dryRun.orElse(true);
    var hash = hash(caller, erase);
    var outcome =
        dryRun
            ? removals.look(caller.workspace(), hash)
            : removals.erase(caller.workspace(), hash, erase.calls.orElse(false), caller.user());
    return Response.json(Done.of(dryRun, outcome));
  }

  private String hash(Identity caller, Erase erase) {
    if (erase.user.isPresent() == erase.userHash.isPresent())
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "name either user or user_hash, and not both");
    var hash =
        erase
            .user
            .map(user -> removals.hash(caller.workspace(), user))
            .orElseGet(() -> erase.userHash.orElseThrow());
    if (hash.matches("[0-9a-f]{32}")) return hash;
    throw new ApexException(
        ErrorCode.INVALID_REQUEST,
        "user must not be empty, and user_hash must be 32 hexadecimal digits");
  }

  private Identity owner(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.ADMINISTER);
    return caller;
  }

  /// @param days absent to keep everything
  record Keep(Optional<Integer> days, Optional<Boolean> dryRun) {}

  /// @param user as the usage named the person
  /// @param calls true to remove their calls too
  record Erase(
      Optional<String> user,
      Optional<String> userHash,
      Optional<Boolean> calls,
      Optional<Boolean> dryRun) {}

  record Shown(Optional<Integer> days, Optional<Instant> keptFrom, List<Receipt> removals) {}

  /// @param calls that would go or went
  /// @param costUsd of those with a price
  /// @param lowUsd the least all can have cost; `highUsd` the most, absent when unknown
  record Done(
      boolean dryRun,
      long calls,
      String costUsd,
      long unpricedCalls,
      String lowUsd,
      Optional<String> highUsd,
      Optional<Receipt> receipt) {
    static Done of(boolean dryRun, Removals.Outcome outcome) {
      return new Done(
          dryRun,
          outcome.extent().calls(),
          Usd.text(outcome.extent().costUsd()),
          outcome.extent().unpricedCalls(),
          Usd.text(outcome.extent().lowUsd()),
          outcome.extent().highUsd().map(Usd::text),
          outcome.receipt().map(Receipt::of));
    }

    static Done nothing(boolean dryRun) {
      return of(dryRun, new Removals.Outcome(Removal.Extent.NOTHING, Optional.empty()));
    }
  }

  /// `removal_receipt` on the wire.
  ///
  /// @param kind `retention` or `erasure`
  record Receipt(
      UUID removalId,
      String kind,
      Optional<Instant> before,
      Optional<String> userHash,
      long calls,
      String costUsd,
      long unpricedCalls,
      Optional<String> lowUsd,
      Optional<String> highUsd,
      long asOf,
      Optional<UUID> requestedBy,
      Instant at,
      boolean completed) {
    static Receipt of(RemovalRecord record) {
      return new Receipt(
          record.id(),
          record.before().isPresent() ? "retention" : "erasure",
          record.before(),
          Optional.of(record.userHash()).filter(hash -> !hash.isEmpty()),
          record.calls(),
          Usd.text(record.costUsd()),
          record.unpricedCalls(),
          record.lowUsd().map(Usd::text),
          record.highUsd().map(Usd::text),
          record.asOf(),
          record.requestedBy(),
          record.at(),
          record.completed());
    }
  }
}
