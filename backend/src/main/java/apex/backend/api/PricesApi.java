package apex.backend.api;

import apex.backend.prices.PriceDiff;
import apex.backend.prices.WorkspaceBooks;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.spend.figures.Period;
import apex.spend.figures.PriceCell;
import apex.spend.figures.Slice;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.price.Quote;
import apex.spend.price.SecondSource;
import apex.spend.price.Usd;
import apex.spend.price.WhyUnpriced;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.PriceAudit;
import apex.stores.postgres.PriceAudits;
import apex.stores.postgres.PriceTerm;
import apex.stores.postgres.PriceTermId;
import apex.stores.postgres.PriceTerms;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `/api/prices`: what a model costs and how its name is found, what a workspace pays otherwise,
/// what its usage costs at the prices of another day, and whether a second source agrees.
final class PricesApi {
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
  private static final Duration RECENT = Duration.ofDays(30);
  private static final int AUDIT_MOST = 200;

  private final WorkspaceBooks books;
  private final PriceTerms terms;
  private final PriceAudits audits;
  private final UsageQuery usage;
  private final SecondSource second;
  private final InstantSource clock;
  private final Function<Request, Identity> callers;

  PricesApi(
      WorkspaceBooks books,
      PriceTerms terms,
      PriceAudits audits,
      UsageQuery usage,
      SecondSource second,
      InstantSource clock,
      Function<Request, Identity> callers) {
    this.books = books;
    this.terms = terms;
    this.audits = audits;
    this.usage = usage;
    this.second = second;
    this.clock = clock;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/prices",
                Endpoint.Access.TOKEN,
                "What a model costs on a day, how its name was found, and all its periods",
                this::show)
            .asking("model", "as emitters name it")
            .asking("provider", "as emitters name it")
            .asking("at", "a day or a moment, today when absent")
            .asking("tier", "the provider's word for its terms, such as batch")
            .answers(200, Shown.class),
        Endpoint.get(
                "/api/prices/names",
                Endpoint.Access.TOKEN,
                "Every name that was used, how it was found, and the unknown ones with their tokens",
                this::names)
            .answers(200, Names.class),
        Endpoint.get(
                "/api/prices/diff",
                Endpoint.Access.TOKEN,
                "The list prices that differ between two days, and one period's usage at both",
                this::diff)
            .asking("a", "a day, such as 2026-11-01")
            .asking("b", "another day, also a future one whose prices are announced")
            .asking("from", "first day of the usage, the last 30 days when absent")
            .asking("to", "first day that no longer counts")
            .answers(200, Diff.class),
        Endpoint.get(
                "/api/prices/announced",
                Endpoint.Access.TOKEN,
                "Every announced change of list prices and what it would do to the last 30 days",
                this::announced)
            .answers(200, Announced.class),
        Endpoint.get(
                "/api/prices/check",
                Endpoint.Access.TOKEN,
                "Whether a second source of prices agrees, model by model",
                this::check)
            .answers(200, SecondSource.Agreement.class),
        Endpoint.get(
                "/api/prices/overrides",
                Endpoint.Access.TOKEN,
                "The workspace's own prices, discounts and aliases, and who changed them",
                this::list)
            .answers(200, Overrides.class),
        Endpoint.put(
                "/api/prices/overrides",
                Endpoint.Access.TOKEN,
                "Set an own price, a discount or an alias; owners only",
                this::put)
            .sent(PriceShapes.TermSent.class)
            .answers(200, PriceShapes.TermRow.class),
        Endpoint.delete(
            "/api/prices/overrides/{id}",
            Endpoint.Access.TOKEN,
            "Remove one of them; owners only",
            this::delete));
  }

  private Response show(Request request) {
    var caller = permitted(request, Permission.READ);
    var model =
        request
            .query("model")
            .filter(name -> !name.isBlank())
            .orElseThrow(() -> PriceShapes.refusal("model must be given"));
    var provider = request.query("provider").orElse("");
    var at =
        request
            .query("at", text -> SpendApi.instant(text, ZoneOffset.UTC))
            .orElseGet(clock::instant);
    var book = books.of(caller.workspace().id());
    var quote = book.price(provider, model, at, request.query("tier").orElse(""));
    return Response.json(Shown.of(book, quote, provider, model, at));
  }

  private Response names(Request request) {
    var caller = permitted(request, Permission.READ);
    var book = books.of(caller.workspace().id());
    var ever = new Period(EARLIEST, clock.instant().plus(Duration.ofDays(1)), ZoneId.of("UTC"));
    var grid = book.grid();
    var cells = cells(caller, ever, book);
    var names = new LinkedHashMap<List<String>, Name>();
    for (var cell : cells) {
      var quote = book.price(cell.provider(), cell.model(), grid.instant(cell.cell()), cell.tier());
      var cost = Cost.of(quote, cell.spend().tokens(), grid.size(cell.cell()));
      names.merge(
          List.of(cell.provider(), cell.model(), cell.tier()),
          Name.of(cell, quote, cost),
          Name::plus);
    }
    return Response.json(new Names(book.version(), List.copyOf(names.values())));
  }

  private Response diff(Request request) {
    var caller = permitted(request, Permission.READ);
    var a = request.query("a", PriceShapes::day).orElseThrow(() -> missing("a"));
    var b = request.query("b", PriceShapes::day).orElseThrow(() -> missing("b"));
    var to = request.query("to", PriceShapes::day).orElseGet(clock::instant);
    var from = request.query("from", PriceShapes::day).orElseGet(() -> to.minus(RECENT));
    if (!from.isBefore(to)) throw PriceShapes.refusal("from must be before to");
    return Response.json(diff(caller, new Period(from, to, ZoneId.of("UTC")), a, b));
  }

  private Diff diff(Identity caller, Period period, Instant a, Instant b) {
    var book = books.of(caller.workspace().id());
    var diff = PriceDiff.of(cells(caller, period, book), book.grid(), book, a, b);
    return Diff.of(diff, book, period);
  }

  private Response announced(Request request) {
    var caller = permitted(request, Permission.READ);
    var now = clock.instant();
    var book = books.of(caller.workspace().id());
    var period = new Period(now.minus(RECENT), now, ZoneId.of("UTC"));
    var changes = book.announced(now).stream().map(at -> diff(caller, period, now, at)).toList();
    return Response.json(new Announced(book.version(), changes));
  }

  private Response check(Request request) {
    permitted(request, Permission.READ);
    return Response.json(second.compare(books.base()));
  }

  private Response list(Request request) {
    var caller = permitted(request, Permission.READ);
    var workspace = caller.workspace().id();
    return Response.json(
        new Overrides(
            books.of(workspace).version(),
            terms.list(workspace).stream().map(PriceShapes.TermRow::of).toList(),
            audits.latest(workspace, AUDIT_MOST).stream().map(AuditRow::of).toList()));
  }

  private Response put(Request request) throws IOException {
    var owner = permitted(request, Permission.ADMINISTER);
    var sent = request.json(PriceShapes.TermSent.class);
    var what = sent.what();
    if (what instanceof PriceTerm.What.OwnPrice(var price) && !sent.unusual().orElse(false))
      books
          .base()
          .doubt(price)
          .ifPresent(doubt -> {
            throw PriceShapes.refusal(doubt + "; send unusual: true if it is meant so");
          });
    var id = sent.id().map(PriceTermId::new).orElseGet(PriceTermId::random);
    var workspace = owner.workspace().id();
    var kept = terms.put(workspace, owner.user(), id, what);
    books.changed(workspace);
    return Response.json(PriceShapes.TermRow.of(kept));
  }

  private Response delete(Request request) {
    var owner = permitted(request, Permission.ADMINISTER);
    var workspace = owner.workspace().id();
    if (!terms.delete(workspace, owner.user(), id(request))) throw unknown();
    books.changed(workspace);
    return Response.noContent();
  }

  private List<PriceCell> cells(Identity caller, Period period, PriceBook book) {
    return usage
        .at(
            caller.workspace().id(),
            Slice.all(period),
            usage.asOf(),
            usage.adopted(caller.workspace().id()),
            book.grid())
        .cells()
        .value();
  }

  private Identity permitted(Request request, Permission permission) {
    var caller = callers.apply(request);
    caller.require(permission);
    return caller;
  }

  private static PriceTermId id(Request request) {
    try {
      return PriceTermId.parse(request.parameter("id"));
    } catch (IllegalArgumentException notAnId) {
      throw unknown();
    }
  }

  private static ApexException unknown() {
    return new ApexException(ErrorCode.NOT_FOUND, "there is no such price here");
  }

  private static ApexException missing(String name) {
    return PriceShapes.refusal(name + " must be given, a day such as 2026-11-01");
  }

  private static String match(Quote.Match match) {
    return match.name().toLowerCase(Locale.ROOT);
  }

  private static String reason(WhyUnpriced why) {
    return why.name().toLowerCase(Locale.ROOT);
  }

  /// @param match how the name was found; absent when it was not
  /// @param how what was done to find it, in words
  /// @param reason a word for why it has no price; absent when it has one
  /// @param price in force then, under the workspace's terms
  /// @param why it has no price; empty when it has one
  /// @param nearest known names, most alike first
  /// @param periods list prices of all times
  record Shown(
      String book,
      String provider,
      String model,
      Instant at,
      Optional<String> match,
      Optional<String> how,
      Optional<PriceShapes.PriceRow> price,
      Optional<String> reason,
      String why,
      List<String> nearest,
      List<PriceShapes.PriceRow> periods,
      List<TierRow> tiers) {
    record TierRow(String tier, BigDecimal factor, String source) {}

    static Shown of(PriceBook book, Quote quote, String provider, String model, Instant at) {
      var history = book.history(provider, model);
      var periods =
          history
              .map(known -> known.periods().stream().map(PriceShapes.PriceRow::of).toList())
              .orElse(List.of());
      var listed = history.map(known -> known.periods().getFirst());
      var tiers =
          listed
              .map(price -> book.rules().tiers(price.provider(), price.model(), at))
              .orElse(List.of())
              .stream()
              .map(tier -> new TierRow(tier.tier(), tier.factor(), tier.source()))
              .toList();
      return switch (quote) {
        case Quote.Found(var price, var match) ->
            new Shown(
                book.version(),
                provider,
                model,
                at,
                Optional.of(PricesApi.match(match)),
                Optional.of(match.words()),
                Optional.of(PriceShapes.PriceRow.of(price)),
                Optional.empty(),
                "",
                List.of(),
                periods,
                tiers);
        case Quote.Unknown(var why, var sentence, var nearest) ->
            new Shown(
                book.version(),
                provider,
                model,
                at,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(PricesApi.reason(why)),
                sentence,
                nearest.stream()
                    .map(near -> near.provider() + " " + near.model())
                    .distinct()
                    .toList(),
                periods,
                tiers);
      };
    }
  }

  record Names(String book, List<Name> names) {}

  /// @param tier the word for the terms of these calls; empty for the ordinary ones
  /// @param match how it was found; absent when it was not
  /// @param found the book's provider and model
  /// @param lowUsd what the calls without a price would cost at the cheapest neighbour's
  record Name(
      String provider,
      String model,
      String tier,
      long calls,
      long tokens,
      Optional<String> match,
      Optional<String> found,
      String why,
      List<String> nearest,
      String lowUsd,
      Optional<String> highUsd) {
    static Name of(PriceCell cell, Quote quote, Cost cost) {
      var tokens = cell.spend().tokens();
      return switch (quote) {
        case Quote.Found(var price, var match) ->
            new Name(
                cell.provider(),
                cell.model(),
                cell.tier(),
                tokens.calls(),
                tokens.all(),
                Optional.of(PricesApi.match(match)),
                Optional.of((price.provider() + " " + price.model()).strip()),
                "",
                List.of(),
                Usd.text(cost.low()),
                cost.high().map(Usd::text));
        case Quote.Unknown(var why, var sentence, var nearest) ->
            new Name(
                cell.provider(),
                cell.model(),
                cell.tier(),
                tokens.calls(),
                tokens.all(),
                Optional.empty(),
                Optional.empty(),
                sentence,
                nearest.stream()
                    .map(near -> near.provider() + " " + near.model())
                    .distinct()
                    .toList(),
                Usd.text(cost.low()),
                cost.high().map(Usd::text));
      };
    }

    Name plus(Name other) {
      return new Name(
          provider,
          model,
          tier,
          calls + other.calls,
          tokens + other.tokens,
          match,
          found,
          why,
          nearest,
          new BigDecimal(lowUsd).add(new BigDecimal(other.lowUsd)).toPlainString(),
          highUsd.flatMap(mine ->
              other.highUsd.map(
                  more -> new BigDecimal(mine).add(new BigDecimal(more)).toPlainString())));
    }
  }

  /// @param changes list prices that differ, whether used or not
  /// @param usdAtA of what has a price then; `atA` says how much that is
  /// @param differenceUsd of the models that are priced at both
  /// @param usage what was used, at both days' prices, the largest difference first
  record Diff(
      String book,
      Instant a,
      Instant b,
      Period period,
      String usdAtA,
      String usdAtB,
      String differenceUsd,
      Side atA,
      Side atB,
      List<PriceShapes.ChangeRow> changes,
      List<Line> usage) {
    record Line(
        String provider,
        String model,
        long calls,
        long tokens,
        Optional<String> usdAtA,
        Optional<String> usdAtB) {}

    /// @param lowUsd the least all of the usage can cost; `highUsd` the most, absent when unknown
    record Side(String usd, double tokensPriced, String lowUsd, Optional<String> highUsd) {
      static Side of(PriceDiff.Side side, long tokens) {
        return new Side(
            Usd.text(side.usd()),
            tokens == 0 ? 1 : 1 - (double) side.unpricedTokens() / tokens,
            Usd.text(side.low()),
            side.high().map(Usd::text));
      }
    }

    /// Nothing where a part of the model's usage has no price.
    private static Optional<String> usd(PriceDiff.Side side) {
      return side.complete() ? Optional.of(Usd.text(side.usd())) : Optional.empty();
    }

    static Diff of(PriceDiff diff, PriceBook book, Period period) {
      var lines = new ArrayList<Line>();
      for (var line : diff.lines())
        lines.add(
            new Line(
                line.provider(),
                line.model(),
                line.calls(),
                line.tokens(),
                usd(line.atA()),
                usd(line.atB())));
      return new Diff(
          book.version(),
          diff.a(),
          diff.b(),
          period,
          Usd.text(diff.atA().usd()),
          Usd.text(diff.atB().usd()),
          Usd.text(diff.difference()),
          Side.of(diff.atA(), diff.tokens()),
          Side.of(diff.atB(), diff.tokens()),
          book.changes(diff.a(), diff.b()).stream().map(PriceShapes.ChangeRow::of).toList(),
          lines);
    }
  }

  record Announced(String book, List<Diff> changes) {}

  record Overrides(String book, List<PriceShapes.TermRow> overrides, List<AuditRow> audit) {}

  record AuditRow(
      long n, Instant at, UUID actor, String action, String subject, String before, String after) {
    static AuditRow of(PriceAudit audit) {
      return new AuditRow(
          audit.n(),
          audit.at(),
          audit.actor().value(),
          audit.action(),
          audit.subject(),
          audit.before(),
          audit.after());
    }
  }
}
