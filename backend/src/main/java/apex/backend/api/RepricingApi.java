package apex.backend.api;

import apex.backend.prices.Books;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.ExecutionStatus;
import apex.spend.figures.Dimension;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.figures.Spend;
import apex.spend.price.Usd;
import apex.stores.clickhouse.CostSet;
import apex.stores.clickhouse.CostSets;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.RepricingId;
import apex.stores.postgres.RepricingRecord;
import apex.stores.postgres.Repricings;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `/api/repricings`: second sets of costs, worked out in the background. The first set stays as it
/// is; `/api/spend?repricing=…` reads a finished second one.
final class RepricingApi {
  private static final int LIST_MOST = 100;

  private final Repricings repricings;
  private final AdoptedCosts adopted;
  private final CostSets costs;
  private final UsageQuery usage;
  private final Books books;
  private final Function<Request, Identity> callers;

  RepricingApi(
      Repricings repricings,
      AdoptedCosts adopted,
      CostSets costs,
      UsageQuery usage,
      Books books,
      Function<Request, Identity> callers) {
    this.repricings = repricings;
    this.adopted = adopted;
    this.costs = costs;
    this.usage = usage;
    this.books = books;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
                "/api/repricings",
                Endpoint.Access.TOKEN,
                "Work out a second set of costs for a period, in the background; owners only",
                this::begin)
            .sent(Asked.class)
            .answers(201, Line.class),
        Endpoint.get(
                "/api/repricings",
                Endpoint.Access.TOKEN,
                "The repricings of the workspace, latest first",
                this::list)
            .answers(200, Listed.class),
        Endpoint.get(
                "/api/repricings/{id}",
                Endpoint.Access.TOKEN,
                "How far a repricing is, and when it is finished, what it changes",
                this::show)
            .answers(200, Line.class),
        Endpoint.post(
                "/api/repricings/{id}/adopt",
                Endpoint.Access.TOKEN,
                "Let a finished repricing count in every total; id first: the first costs again; owners only",
                this::adopt)
            .sent(Adopt.class)
            .answers(200, Adopted.class),
        Endpoint.delete(
                "/api/repricings/{id}",
                Endpoint.Access.TOKEN,
                "Stop a repricing; owners only",
                this::cancel)
            .answers(200, Line.class));
  }

  private Response begin(Request request) throws IOException {
    var owner = callers.apply(request);
    owner.require(Permission.ADMINISTER);
    var asked = request.json(Asked.class);
    var from = day("from", asked.from);
    var to = day("to", asked.to);
    PriceShapes.demand(from.isBefore(to), "from must be before to");
    var workspace = owner.workspace().id();
    var asOf = usage.asOf();
    var entries = costs.count(new CostSets.Range(workspace, from, to, asOf));
    var order =
        new Repricings.Order(
            from,
            to,
            asked.pricesAt.map(text -> day("prices_at", text)),
            books.of(workspace).version(),
            asOf,
            entries,
            owner.user());
    return Response.created(Line.of(repricings.begin(workspace, order), Optional.empty()));
  }

  private Response list(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    return Response.json(
        new Listed(
            adopted(caller.workspace().id()),
            repricings.latest(caller.workspace().id(), LIST_MOST).stream()
                .map(record -> Line.of(record, Optional.empty()))
                .toList()));
  }

  private Response show(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    var record = find(repricings, caller, request.parameter("id"));
    var outcome =
        record.state() == ExecutionStatus.COMPLETED
            ? Optional.of(outcome(record))
            : Optional.<Outcome>empty();
    return Response.json(Line.of(record, outcome));
  }

  private Response cancel(Request request) {
    var owner = callers.apply(request);
    owner.require(Permission.ADMINISTER);
    var id = id(request.parameter("id"));
    var record = repricings.cancel(owner.workspace().id(), id).orElseThrow(RepricingApi::unknown);
    return Response.json(Line.of(record, Optional.empty()));
  }

  private Response adopt(Request request) throws IOException {
    var owner = callers.apply(request);
    owner.require(Permission.ADMINISTER);
    var workspace = owner.workspace().id();
    if (request.parameter("id").equals(SpendApi.CostsRow.FIRST))
      adopted.revert(workspace, owner.user());
    else adopt(owner, request.json(Adopt.class), request.parameter("id"));
    return Response.json(adopted(workspace));
  }

  private void adopt(Identity owner, Adopt how, String id) {
    var set = completed(repricings, owner, id);
    if (set.pricesAt().isPresent() && !how.whatIf.orElse(false))
      throw new ApexException(
          ErrorCode.CONFLICT,
          "the repricing %s asks what the calls would have cost at the prices of %s: its totals are not what was paid; send what_if: true if that is meant"
              .formatted(id, set.pricesAt().get().toString().substring(0, 10)));
    var range = new CostSets.Range(set.workspace(), set.from(), set.to(), set.asOf());
    if (!costs.whole(range, set.pricing(), usage.asOf()))
      throw new ApexException(
          ErrorCode.CONFLICT,
          "calls were taken back while the repricing %s was worked out, and it would go on counting them; order it again"
              .formatted(id));
    adopted.adopt(set.workspace(), set, owner.user());
  }

  private Adopted adopted(WorkspaceId workspace) {
    return adopted.find(workspace).map(Adopted::of).orElseGet(Adopted::first);
  }

  private Outcome outcome(RepricingRecord record) {
    var period = new Period(record.from(), record.to(), ZoneId.of("UTC"));
    var slice = Slice.all(period);
    var first = usage.at(record.workspace(), slice, record.asOf(), CostSet.FIRST);
    var second =
        usage.at(record.workspace(), slice, record.asOf(), CostSet.alone(record.pricing()));
    var models = new LinkedHashMap<String, ModelLine>();
    first
        .by(Dimension.MODEL)
        .value()
        .forEach(by -> models.put(by.group(), ModelLine.of(by.group(), by.spend())));
    second
        .by(Dimension.MODEL)
        .value()
        .forEach(by -> models.computeIfPresent(by.group(), (_, line) -> line.after(by.spend())));
    return new Outcome(
        first.books(),
        second.books(),
        Side.of(first.total().value()),
        Side.of(second.total().value()),
        List.copyOf(models.values()));
  }

  static RepricingRecord find(Repricings repricings, Identity caller, String text) {
    return repricings.find(caller.workspace().id(), id(text)).orElseThrow(RepricingApi::unknown);
  }

  static RepricingRecord completed(Repricings repricings, Identity caller, String id) {
    var found = find(repricings, caller, id);
    if (found.state() != ExecutionStatus.COMPLETED)
      throw new ApexException(
          ErrorCode.CONFLICT, "the repricing %s is %s".formatted(id, found.state().label()));
    return found;
  }

  private static RepricingId id(String text) {
    try {
      return RepricingId.parse(text);
    } catch (IllegalArgumentException notAnId) {
      throw unknown();
    }
  }

  private static ApexException unknown() {
    return new ApexException(ErrorCode.NOT_FOUND, "there is no such repricing here");
  }

  private static Instant day(String field, String text) {
    try {
      return PriceShapes.day(text);
    } catch (IllegalArgumentException wrong) {
      throw PriceShapes.refusal("%s %s, was %s".formatted(field, wrong.getMessage(), text));
    }
  }

  /// @param from first day, UTC
  /// @param to first day that no longer counts
  /// @param pricesAt a day whose prices count for every call; absent: those of each call's own
  record Asked(String from, String to, Optional<String> pricesAt) {}

  /// @param whatIf true to let costs count that were made at another day's prices
  record Adopt(Optional<Boolean> whatIf) {}

  /// @param adopted which costs count in the totals
  record Listed(Adopted adopted, List<Line> repricings) {}

  /// @param by and `at`: who let them count and when; absent for the first costs
  record Adopted(SpendApi.CostsRow costs, Optional<UUID> by, Optional<Instant> at) {
    static Adopted first() {
      return new Adopted(SpendApi.CostsRow.first(), Optional.empty(), Optional.empty());
    }

    static Adopted of(AdoptedCosts.Adoption adoption) {
      return new Adopted(
          SpendApi.CostsRow.adopted(adoption),
          Optional.of(adoption.by().value()),
          Optional.of(adoption.at()));
    }
  }

  /// @param progress 0 to 1
  /// @param outcome only of a completed one, and only when it is asked for alone
  record Line(
      UUID id,
      int pricing,
      String state,
      Instant from,
      Instant to,
      Optional<Instant> pricesAt,
      String book,
      long asOf,
      long entries,
      long done,
      double progress,
      String failure,
      UUID requestedBy,
      Instant requestedAt,
      Optional<Instant> endedAt,
      Optional<Outcome> outcome) {
    static Line of(RepricingRecord record, Optional<Outcome> outcome) {
      return new Line(
          record.id().value(),
          record.pricing(),
          record.state().label(),
          record.from(),
          record.to(),
          record.pricesAt(),
          record.book(),
          record.asOf(),
          record.entries(),
          record.done(),
          record.entries() == 0 ? 1 : Math.min(1, (double) record.done() / record.entries()),
          record.failure(),
          record.requestedBy().value(),
          record.requestedAt(),
          record.endedAt(),
          outcome);
    }
  }

  /// @param firstBooks which price books made the first set
  record Outcome(
      List<String> firstBooks,
      List<String> secondBooks,
      Side first,
      Side second,
      List<ModelLine> models) {}

  /// @param costUsd of the calls with a price
  /// @param tokensPriced their share of all tokens, 0 to 1
  /// @param lowUsd the least all of them can have cost; `highUsd` the most, absent when unknown
  record Side(
      long calls,
      String costUsd,
      double tokensPriced,
      long unpricedCalls,
      String lowUsd,
      Optional<String> highUsd) {
    static Side of(Spend spend) {
      return new Side(
          spend.tokens().calls(),
          Usd.text(spend.cost()),
          spend.tokensPriced(),
          spend.unpricedCalls(),
          Usd.text(spend.low()),
          spend.high().map(Usd::text));
    }
  }

  record ModelLine(String model, Side first, Optional<Side> second) {
    static ModelLine of(String model, Spend spend) {
      return new ModelLine(model, Side.of(spend), Optional.empty());
    }

    ModelLine after(Spend spend) {
      return new ModelLine(model, first, Optional.of(Side.of(spend)));
    }
  }
}
