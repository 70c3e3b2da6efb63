package apex.backend.api;

import apex.backend.prices.Books;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.spend.figures.Dimension;
import apex.spend.figures.Period;
import apex.spend.figures.Reported;
import apex.spend.figures.Slice;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.price.Coverage;
import apex.spend.price.PriceBook;
import apex.spend.price.Usd;
import apex.stores.clickhouse.CostSet;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.clickhouse.UsageReading;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.RepricingRecord;
import apex.stores.postgres.Repricings;
import apex.stores.postgres.WorkspaceSettings;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `GET /api/spend?from&to&by=model|route|provider|day`: what was spent, from stored costs alone.
/// The groups add up to the total; without a period it is all there is.
public final class SpendApi {
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

  private final UsageQuery usage;
  private final WorkspaceSettings workspaces;
  private final Books books;
  private final Repricings repricings;
  private final AdoptedCosts adopted;
  private final InstantSource clock;
  private final Function<Request, Identity> callers;

  /// @param callers who a request's token proves to be asking
  public SpendApi(
      UsageQuery usage,
      WorkspaceSettings workspaces,
      Books books,
      Repricings repricings,
      AdoptedCosts adopted,
      InstantSource clock,
      Function<Request, Identity> callers) {
    this.usage = usage;
    this.workspaces = workspaces;
    this.books = books;
    this.repricings = repricings;
    this.adopted = adopted;
    this.clock = clock;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/spend",
                Endpoint.Access.TOKEN,
                "What was spent, by one dimension; the groups add up to the total",
                this::spend)
            .asking("from", "first moment or day that counts")
            .asking("to", "first that no longer counts")
            .asking("by", "model, route, provider or day")
            .asking("provider", "only this provider; may stand several times")
            .asking("model", "only this model; may stand several times")
            .asking("route", "only this route; may stand several times")
            .asking(
                "repricing",
                "a finished repricing whose costs count, or first; the adopted costs without it")
            .answers(200, Answer.class));
  }

  private Response spend(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    var zone = zone(caller);
    var from = request.query("from", text -> instant(text, zone));
    var to = request.query("to", text -> instant(text, zone));
    var slice =
        new Slice(
            period(from, to, zone),
            request.queryAll("provider"),
            request.queryAll("model"),
            request.queryAll("route"));
    var by = request.query("by", SpendApi::dimension).orElse(Dimension.MODEL);
    return Response.json(answer(caller, new Asked(by, slice, request.query("repricing"))));
  }

  /// What is to be summed.
  ///
  /// @param repricing whose costs count, or `first`; the adopted costs without it
  record Asked(Dimension by, Slice slice, Optional<String> repricing) {}

  /// The zone that days begin in.
  ZoneId zone(Identity caller) {
    return workspaces.seen(caller.workspace(), ZoneId.of("UTC")).billingZone();
  }

  Answer answer(Identity caller, Asked asked) {
    var costs =
        asked
            .repricing
            .map(id -> id.equals(CostsRow.FIRST) ? Costs.first(usage) : asked(caller, id))
            .orElseGet(() -> adopted(caller));
    return answer(caller, asked, costs);
  }

  /// Which costs are answered, as of when, and why these.
  private record Costs(CostSet set, long asOf, CostsRow row) {
    static Costs first(UsageQuery usage) {
      return new Costs(CostSet.FIRST, usage.asOf(), CostsRow.first());
    }
  }

  /// A set that is asked for by itself counts what it covers and nothing else.
  private Costs asked(Identity caller, String id) {
    var found = RepricingApi.completed(repricings, caller, id);
    return new Costs(CostSet.alone(found.pricing()), found.asOf(), CostsRow.asked(found));
  }

  private Costs adopted(Identity caller) {
    return adopted
        .find(caller.workspace().id())
        .map(adoption ->
            new Costs(CostSet.adopted(adoption.set()), usage.asOf(), CostsRow.adopted(adoption)))
        .orElseGet(() -> Costs.first(usage));
  }

  private Answer answer(Identity caller, Asked asked, Costs costs) {
    var by = asked.by;
    var asOf = costs.asOf;
    var book = books.of(caller.workspace().id());
    var grid = book.grid();
    var reading = usage.at(caller.workspace().id(), asked.slice, asOf, costs.set, grid);
    var total = reading.total().value();
    var coverage = Coverage.of(reading.cells().value(), grid, book);
    var reported = reading.reported(by);
    var groups = groups(reading.by(by).value(), total.cost(), reported);
    return new Answer(
        shown(asked.slice.period(), reading),
        by.word(),
        asOf,
        booksOf(reading, book),
        caller.workspace().sample(),
        total.tokens().calls(),
        cost(total, total.cost()),
        why(total),
        Usd.text(total.low()),
        total.high().map(Usd::text),
        costs.set.pricing(),
        costs.row,
        coverage,
        ReportedRow.of(reported.values().stream().reduce(Reported.NONE, Reported::plus)),
        groups.stream().flatMap(group -> SpendFinding.of(group).stream()).toList(),
        groups);
  }

  /// The days that hold the data, where the question left an end open.
  private Period shown(Period asked, UsageReading reading) {
    if (!asked.from().equals(EARLIEST)) return asked;
    var shape = reading.shape().value();
    if (shape.first().isEmpty() || shape.last().isEmpty()) return asked;
    var zone = asked.zone();
    var from = shape.first().get().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    var last = shape.last().get().atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone);
    var to = last.toInstant().isBefore(asked.to()) ? last.toInstant() : asked.to();
    return new Period(from, to, zone);
  }

  private static String booksOf(UsageReading reading, PriceBook book) {
    var books = reading.books();
    return books.isEmpty() ? book.version() : String.join(", ", books);
  }

  private static List<Group> groups(
      List<SpendBy> parts, BigDecimal total, Map<String, Reported> reported) {
    var shown = Usd.addingUp(parts.stream().map(part -> part.spend().cost()).toList(), Usd.PLACES);
    var groups = new ArrayList<Group>();
    for (int i = 0; i < parts.size(); i++)
      groups.add(
          group(
              parts.get(i),
              shown.get(i),
              total,
              reported.getOrDefault(parts.get(i).group(), Reported.NONE)));
    return groups;
  }

  private static Group group(SpendBy part, BigDecimal shown, BigDecimal total, Reported reported) {
    var spend = part.spend();
    return new Group(
        part.group().isEmpty() ? "(not told)" : part.group(),
        spend.tokens().calls(),
        cost(spend, shown),
        total.signum() == 0 ? 0 : spend.cost().divide(total, MathContext.DECIMAL64).doubleValue(),
        spend.tokens().input(),
        spend.tokens().output(),
        Usd.text(spend.low()),
        spend.high().map(Usd::text),
        why(spend),
        ReportedRow.of(reported));
  }

  /// Nothing priced is not known, which is not zero.
  private static Optional<String> cost(Spend spend, BigDecimal usd) {
    var unknown = spend.unpricedCalls() > 0 && spend.unpricedCalls() == spend.tokens().calls();
    return unknown ? Optional.empty() : Optional.of(Usd.text(usd));
  }

  private static String why(Spend spend) {
    if (spend.complete())
      return spend.high().filter(high -> high.compareTo(spend.low()) > 0).isPresent()
          ? "some emitters' numbers can be read in two ways"
          : "";
    return "%d of %d calls have no price in the book"
        .formatted(spend.unpricedCalls(), spend.tokens().calls());
  }

  /// All there is where an end is open.
  Period period(Optional<Instant> from, Optional<Instant> to, ZoneId zone) {
    var end = to.orElseGet(() -> clock.instant().plus(Duration.ofDays(1)));
    var begin = from.orElse(EARLIEST);
    if (!begin.isBefore(end))
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "from must be before to, were %s and %s".formatted(begin, end));
    return new Period(begin, end, zone);
  }

  /// A moment, or a day of the workspace's billing zone.
  static Instant instant(String text, ZoneId zone) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException broken) {
      throw new IllegalArgumentException(
          "must be a day such as 2026-01-31 or a moment such as 2026-01-31T00:00:00Z", broken);
    }
  }

  static Dimension dimension(String word) {
    return Arrays.stream(Dimension.values())
        .filter(dimension -> dimension.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("must be one of model, route, provider, day"));
  }

  /// @param lowUsd the least it can have cost; `highUsd` the most, absent when unknown
  /// @param pricing 0 for the costs made when the calls came; `costs` says which they are
  /// @param reported what others say the calls cost, beside ours; absent when nobody says
  /// @param findings groups whose reported cost differs by more than rounding explains
  record Answer(
      Period period,
      String by,
      long asOf,
      String priceBook,
      boolean sample,
      long calls,
      Optional<String> totalCostUsd,
      String why,
      String lowUsd,
      Optional<String> highUsd,
      int pricing,
      CostsRow costs,
      Coverage coverage,
      Optional<ReportedRow> reported,
      List<SpendFinding> findings,
      List<Group> groups) {}

  /// Which costs a total is made of.
  ///
  /// @param set `first`, `adopted` (a repricing where it covers a call, the first costs elsewhere)
  ///   or `asked` (a repricing alone)
  /// @param book whose prices made the set; absent for the first, where each call has its own
  record CostsRow(
      String set,
      Optional<UUID> repricing,
      Optional<String> book,
      Optional<Instant> from,
      Optional<Instant> to) {
    static final String FIRST = "first";

    static CostsRow first() {
      return new CostsRow(
          FIRST, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static CostsRow asked(RepricingRecord set) {
      return of("asked", set);
    }

    static CostsRow adopted(AdoptedCosts.Adoption adoption) {
      return of("adopted", adoption.set());
    }

    private static CostsRow of(String word, RepricingRecord set) {
      return new CostsRow(
          word,
          Optional.of(set.id().value()),
          Optional.of(set.bookWords()),
          Optional.of(set.from()),
          Optional.of(set.to()));
    }
  }

  /// @param calls for which a cost was reported
  /// @param comparedCalls those of them that we price, with `oursUsd` and `theirsUsd` for just
  ///   these
  /// @param differenceUsd ours less theirs; never added to a total
  /// @param apart whether that is more than one in a hundred and more than a cent
  record ReportedRow(
      long calls,
      String usd,
      long comparedCalls,
      String oursUsd,
      String theirsUsd,
      String differenceUsd,
      boolean apart) {
    static Optional<ReportedRow> of(Reported reported) {
      if (reported.none()) return Optional.empty();
      return Optional.of(
          new ReportedRow(
              reported.calls(),
              Usd.text(reported.usd()),
              reported.comparedCalls(),
              Usd.text(reported.oursUsd()),
              Usd.text(reported.theirsUsd()),
              Usd.text(reported.difference()),
              reported.apart()));
    }
  }

  /// @param kind `reported_cost_differs`
  record SpendFinding(String kind, String group, String differenceUsd, String sentence) {
    static Optional<SpendFinding> of(Group group) {
      return group
          .reported
          .filter(ReportedRow::apart)
          .map(row ->
              new SpendFinding(
                  "reported_cost_differs",
                  group.group,
                  row.differenceUsd,
                  "%s: %d calls were reported at %s USD, ours is %s USD"
                      .formatted(group.group, row.comparedCalls, row.theirsUsd, row.oursUsd)));
    }
  }

  /// @param why empty when every call of the group has a price
  record Group(
      String group,
      long calls,
      Optional<String> costUsd,
      double shareOfSpend,
      long inputTokens,
      long outputTokens,
      String lowUsd,
      Optional<String> highUsd,
      String why,
      Optional<ReportedRow> reported) {}
}
