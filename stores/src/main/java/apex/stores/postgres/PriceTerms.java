package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.spend.price.Alias;
import apex.spend.price.Basis;
import apex.spend.price.Discount;
import apex.spend.price.Price;
import apex.spend.price.Rates;
import apex.spend.price.Tiered;
import apex.spend.price.WorkspaceTerms;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// A workspace's own prices, discounts and aliases. Every change leaves an audit record in the same
/// transaction.
public final class PriceTerms {
  /// More of one workspace are refused.
  public static final int MOST = 1000;

  private final Database database;

  public PriceTerms(Database database) {
    this.database = database;
  }

  /// The first set first.
  public List<PriceTerm> list(WorkspaceId workspace) {
    return database.in(workspace, handle -> list(handle, workspace));
  }

  public WorkspaceTerms terms(WorkspaceId workspace) {
    return terms(list(workspace));
  }

  /// Sets a term, or replaces the one with its id. Refuses with CONFLICT what overlaps another.
  public PriceTerm put(WorkspaceId workspace, UserId actor, PriceTermId id, PriceTerm.What what) {
    return database.in(
        workspace,
        handle -> {
          lock(handle, workspace);
          var all = new ArrayList<>(list(handle, workspace));
          var before = all.stream().filter(term -> term.id().equals(id)).findFirst();
          before.ifPresent(all::remove);
          var after = new PriceTerm(id, what, actor, Instant.now());
          all.add(after);
          check(all);
          remove(handle, workspace, id);
          insert(handle, workspace, after);
          PriceAudits.note(
              handle,
              workspace,
              new PriceAudits.Entry(
                  actor,
                  kind(what) + "_set",
                  id.toString(),
                  before.map(term -> words(term.what())).orElse(""),
                  words(what)));
          return after;
        });
  }

  /// False when the workspace has no such term.
  public boolean delete(WorkspaceId workspace, UserId actor, PriceTermId id) {
    return database.in(
        workspace,
        handle -> {
          lock(handle, workspace);
          var before =
              list(handle, workspace).stream().filter(term -> term.id().equals(id)).findFirst();
          if (before.isEmpty()) return false;
          remove(handle, workspace, id);
          PriceAudits.note(
              handle,
              workspace,
              new PriceAudits.Entry(
                  actor,
                  kind(before.get().what()) + "_removed",
                  id.toString(),
                  words(before.get().what()),
                  ""));
          return true;
        });
  }

  private static void check(List<PriceTerm> all) {
    if (all.size() > MOST)
      throw new ApexException(
          ErrorCode.TOO_LARGE, "a workspace may set at most %d prices".formatted(MOST));
    try {
      terms(all);
    } catch (IllegalArgumentException overlap) {
      throw new ApexException(
          ErrorCode.CONFLICT,
          String.valueOf(overlap.getMessage()),
          "End or remove the other first.");
    }
  }

  private static WorkspaceTerms terms(List<PriceTerm> all) {
    var prices = new ArrayList<Price>();
    var discounts = new ArrayList<Discount>();
    var aliases = new ArrayList<Alias>();
    for (var term : all)
      switch (term.what()) {
        case PriceTerm.What.OwnPrice(var price) -> prices.add(price);
        case PriceTerm.What.Less(var discount) -> discounts.add(discount);
        case PriceTerm.What.Named(var alias) -> aliases.add(alias);
      }
    return new WorkspaceTerms(prices, discounts, aliases);
  }

  private static String kind(PriceTerm.What what) {
    return switch (what) {
      case PriceTerm.What.OwnPrice _ -> "price";
      case PriceTerm.What.Less _ -> "discount";
      case PriceTerm.What.Named _ -> "alias";
    };
  }

  private static String words(PriceTerm.What what) {
    return switch (what) {
      case PriceTerm.What.OwnPrice(var price) -> price.toString();
      case PriceTerm.What.Less(var discount) -> discount.toString();
      case PriceTerm.What.Named(var alias) -> alias.toString();
    };
  }

  private static void lock(Handle handle, WorkspaceId workspace) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtext('price_terms ' || :workspace)) is null")
        .bind("workspace", workspace.toString())
        .mapTo(Boolean.class)
        .one();
  }

  private static void remove(Handle handle, WorkspaceId workspace, PriceTermId id) {
    handle
        .createUpdate(
            "delete from backend.price_terms where workspace_id = :workspace and term_id = :term")
        .bind("workspace", workspace.value())
        .bind("term", id.value())
        .execute();
  }

  private static void insert(Handle handle, WorkspaceId workspace, PriceTerm term) {
    var update =
        handle
            .createUpdate(
                """
                insert into backend.price_terms
                  (workspace_id, term_id, kind, provider, model, input, cache_read, cache_write_5m,
                   cache_write_1h, output, reasoning, per_thousand_calls, percent, as_provider,
                   as_model, valid_from, valid_to, source, set_by, set_at)
                values (:workspace, :term, :kind, :provider, :model, :input, :cache_read,
                  :cache_write_5m, :cache_write_1h, :output, :reasoning, :calls, :percent,
                  :as_provider, :as_model, :from, :to, :source, :by, :at)\
                """)
            .bind("workspace", workspace.value())
            .bind("term", term.id().value())
            .bind("kind", kind(term.what()))
            .bind("by", term.setBy().value())
            .bind("at", moment(term.setAt()));
    switch (term.what()) {
      case PriceTerm.What.OwnPrice(var price) -> {
        names(update, price.provider(), price.model(), price.source());
        stretch(update, price.validFrom(), price.validTo());
        rates(update, price.rates().byKind(), Optional.of(price.rates().perThousandCalls()));
        other(update, Optional.empty(), Optional.empty(), Optional.empty());
      }
      case PriceTerm.What.Less(var discount) -> {
        names(update, discount.provider(), discount.model(), discount.source());
        stretch(update, discount.validFrom(), discount.validTo());
        rates(update, Map.of(), Optional.empty());
        other(update, Optional.of(discount.percent()), Optional.empty(), Optional.empty());
      }
      case PriceTerm.What.Named(var alias) -> {
        names(update, alias.provider(), alias.model(), alias.source());
        stretch(update, alias.validFrom(), alias.validTo());
        rates(update, Map.of(), Optional.empty());
        other(
            update,
            Optional.empty(),
            Optional.of(alias.asProvider()),
            Optional.of(alias.asModel()));
      }
    }
    update.execute();
  }

  private static void names(SqlStatement<?> update, String provider, String model, String source) {
    update.bind("provider", provider).bind("model", model).bind("source", source);
  }

  private static void stretch(
      SqlStatement<?> update, Optional<Instant> from, Optional<Instant> to) {
    update.bindByType("from", from.map(PriceTerms::moment).orElse(null), OffsetDateTime.class);
    update.bindByType("to", to.map(PriceTerms::moment).orElse(null), OffsetDateTime.class);
  }

  private static void rates(
      SqlStatement<?> update, Map<String, Tiered> kinds, Optional<BigDecimal> calls) {
    for (var kind :
        List.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"))
      update.bindByType(
          kind,
          Optional.ofNullable(kinds.get(kind)).map(Tiered::base).orElse(null),
          BigDecimal.class);
    update.bindByType("calls", calls.orElse(null), BigDecimal.class);
  }

  private static void other(
      SqlStatement<?> update,
      Optional<BigDecimal> percent,
      Optional<String> asProvider,
      Optional<String> asModel) {
    update.bindByType("percent", percent.orElse(null), BigDecimal.class);
    update.bindByType("as_provider", asProvider.orElse(null), String.class);
    update.bindByType("as_model", asModel.orElse(null), String.class);
  }

  private static OffsetDateTime moment(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static List<PriceTerm> list(Handle handle, WorkspaceId workspace) {
    return handle
        .createQuery(
            """
            select * from backend.price_terms where workspace_id = :workspace
            order by set_at, term_id\
            """)
        .bind("workspace", workspace.value())
        .map((row, _) -> term(row))
        .list();
  }

  private static PriceTerm term(ResultSet columns) throws SQLException {
    var row = new Row(columns);
    return new PriceTerm(
        new PriceTermId(row.id("term_id")),
        what(columns, row),
        new UserId(row.id("set_by")),
        row.instant("set_at"));
  }

  private static PriceTerm.What what(ResultSet columns, Row row) throws SQLException {
    var provider = row.text("provider");
    var model = row.text("model");
    var from = row.maybeInstant("valid_from");
    var to = row.maybeInstant("valid_to");
    var source = row.text("source");
    return switch (row.text("kind")) {
      case "price" ->
          new PriceTerm.What.OwnPrice(
              new Price(
                  provider,
                  model,
                  from,
                  to,
                  Optional.empty(),
                  Basis.OVERRIDE,
                  source,
                  rates(columns),
                  List.of()));
      case "discount" ->
          new PriceTerm.What.Less(
              new Discount(
                  provider,
                  model,
                  columns.getBigDecimal("percent").stripTrailingZeros(),
                  from,
                  to,
                  source));
      default ->
          new PriceTerm.What.Named(
              new Alias(
                  provider,
                  model,
                  row.maybeText("as_provider").orElse(""),
                  row.text("as_model"),
                  from,
                  to,
                  source));
    };
  }

  private static Rates rates(ResultSet columns) throws SQLException {
    return new Rates(
        flat(columns, "input"),
        flat(columns, "cache_read"),
        flat(columns, "cache_write_5m"),
        flat(columns, "cache_write_1h"),
        flat(columns, "output"),
        flat(columns, "reasoning"),
        Optional.ofNullable(columns.getBigDecimal("per_thousand_calls")).orElse(BigDecimal.ZERO));
  }

  private static Optional<Tiered> flat(ResultSet columns, String kind) throws SQLException {
    return Optional.ofNullable(columns.getBigDecimal(kind))
        .map(price -> new Tiered(price, List.of()));
  }
}
