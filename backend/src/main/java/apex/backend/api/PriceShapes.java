package apex.backend.api;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.spend.price.Alias;
import apex.spend.price.Basis;
import apex.spend.price.Change;
import apex.spend.price.Discount;
import apex.spend.price.Price;
import apex.spend.price.Rates;
import apex.spend.price.Tiered;
import apex.stores.postgres.PriceTerm;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Prices on the wire. Amounts are US dollars for a million tokens.
final class PriceShapes {
  private static final Set<String> KINDS =
      Set.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning");
  private static final int TEXT_CHARS_MAX = 256;

  private PriceShapes() {}

  /// @param steps for requests of more input tokens than `above`, this price for all their tokens
  record RateShape(BigDecimal usdPerMillion, List<Step> steps) {
    record Step(long above, BigDecimal usdPerMillion) {}

    static RateShape of(Tiered price) {
      return new RateShape(
          price.base(),
          price.steps().stream().map(step -> new Step(step.above(), step.price())).toList());
    }
  }

  /// @param validTo exclusive
  /// @param hours of each day, UTC, it is limited to
  /// @param rules what was added to the list price, and whose rule that is
  record PriceRow(
      String provider,
      String model,
      Optional<Instant> validFrom,
      Optional<Instant> validTo,
      Optional<String> hours,
      String basis,
      String source,
      Map<String, RateShape> rates,
      BigDecimal usdPerThousandCalls,
      List<String> rules) {
    static PriceRow of(Price price) {
      var rates = new LinkedHashMap<String, RateShape>();
      price.rates().byKind().forEach((kind, rate) -> rates.put(kind, RateShape.of(rate)));
      return new PriceRow(
          price.provider(),
          price.model(),
          price.validFrom(),
          price.validTo(),
          price.hours(),
          price.basis().name().toLowerCase(Locale.ROOT),
          price.source(),
          rates,
          price.rates().perThousandCalls(),
          price.rules());
    }
  }

  /// One model whose list price differs between two days.
  record ChangeRow(
      String provider, String model, boolean announced, Map<String, BeforeAfter> rates) {
    record BeforeAfter(Optional<RateShape> before, Optional<RateShape> after) {}

    static ChangeRow of(Change change) {
      var rates = new LinkedHashMap<String, BeforeAfter>();
      change
          .steps()
          .forEach((kind, step) ->
              rates.put(
                  kind,
                  new BeforeAfter(
                      step.before().map(RateShape::of), step.after().map(RateShape::of))));
      return new ChangeRow(change.provider(), change.model(), change.announced(), rates);
    }
  }

  /// A workspace's own price, discount or alias.
  record TermRow(
      UUID id,
      String kind,
      String provider,
      String model,
      Map<String, BigDecimal> usdPerMillion,
      Optional<BigDecimal> percent,
      Optional<String> asProvider,
      Optional<String> asModel,
      Optional<Instant> validFrom,
      Optional<Instant> validTo,
      String source,
      UUID setBy,
      Instant setAt) {
    static TermRow of(PriceTerm term) {
      return switch (term.what()) {
        case PriceTerm.What.OwnPrice(var price) -> own(term, price);
        case PriceTerm.What.Less(var less) ->
            new TermRow(
                term.id().value(),
                "discount",
                less.provider(),
                less.model(),
                Map.of(),
                Optional.of(less.percent()),
                Optional.empty(),
                Optional.empty(),
                less.validFrom(),
                less.validTo(),
                less.source(),
                term.setBy().value(),
                term.setAt());
        case PriceTerm.What.Named(var alias) ->
            new TermRow(
                term.id().value(),
                "alias",
                alias.provider(),
                alias.model(),
                Map.of(),
                Optional.empty(),
                Optional.of(alias.asProvider()),
                Optional.of(alias.asModel()),
                alias.validFrom(),
                alias.validTo(),
                alias.source(),
                term.setBy().value(),
                term.setAt());
      };
    }

    private static TermRow own(PriceTerm term, Price price) {
      var rates = new LinkedHashMap<String, BigDecimal>();
      price.rates().byKind().forEach((kind, rate) -> rates.put(kind, rate.base()));
      return new TermRow(
          term.id().value(),
          "price",
          price.provider(),
          price.model(),
          rates,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          price.validFrom(),
          price.validTo(),
          price.source(),
          term.setBy().value(),
          term.setAt());
    }
  }

  /// What an owner sends.
  ///
  /// @param id of the term it replaces; absent for a new one
  /// @param kind `price`, `discount` or `alias`
  /// @param provider empty for every provider
  /// @param validFrom a day, UTC; absent for ever
  /// @param validTo the first day it no longer holds
  /// @param currency must be USD when given
  /// @param source who agreed to it, and where that can be read
  /// @param unusual true says that a price far from the list price is meant so
  record TermSent(
      Optional<UUID> id,
      String kind,
      Optional<String> provider,
      Optional<String> model,
      Optional<Map<String, BigDecimal>> usdPerMillion,
      Optional<BigDecimal> usdPerThousandCalls,
      Optional<BigDecimal> percent,
      Optional<String> asProvider,
      Optional<String> asModel,
      Optional<String> validFrom,
      Optional<String> validTo,
      Optional<String> currency,
      String source,
      Optional<Boolean> unusual) {

    /// Refuses with INVALID_REQUEST in words that name the field, the rule and the value.
    PriceTerm.What what() {
      demand(
          currency.map("USD"::equalsIgnoreCase).orElse(true),
          "currency must be USD: prices are kept in US dollars, was " + currency.orElse(""));
      text("source", source, true);
      text("provider", provider.orElse(""), false);
      try {
        return switch (kind) {
          case "price" -> new PriceTerm.What.OwnPrice(price());
          case "discount" -> new PriceTerm.What.Less(discount());
          case "alias" -> new PriceTerm.What.Named(alias());
          default -> throw refusal("kind must be price, discount or alias, was " + kind);
        };
      } catch (IllegalArgumentException wrong) {
        throw refusal(String.valueOf(wrong.getMessage()));
      }
    }

    private Price price() {
      text("model", model.orElse(""), true);
      var given = usdPerMillion.orElse(Map.of());
      for (var rate : given.entrySet()) {
        demand(
            KINDS.contains(rate.getKey()),
            "usd_per_million knows %s, was %s"
                .formatted(KINDS.stream().sorted().toList(), rate.getKey()));
        demand(
            rate.getValue().signum() >= 0,
            "usd_per_million.%s must not be negative, was %s"
                .formatted(rate.getKey(), rate.getValue().toPlainString()));
        demand(
            rate.getValue().stripTrailingZeros().scale() <= 9,
            "usd_per_million.%s has more than nine decimals".formatted(rate.getKey()));
      }
      demand(
          given.containsKey("input") || given.containsKey("output"),
          "usd_per_million must hold input or output");
      return new Price(
          provider.orElse("").strip(),
          model.orElse("").strip(),
          day("valid_from", validFrom),
          day("valid_to", validTo),
          Optional.empty(),
          Basis.OVERRIDE,
          source.strip(),
          rates(given),
          List.of());
    }

    private Rates rates(Map<String, BigDecimal> given) {
      return new Rates(
          rate(given, "input"),
          rate(given, "cache_read"),
          rate(given, "cache_write_5m"),
          rate(given, "cache_write_1h"),
          rate(given, "output"),
          rate(given, "reasoning"),
          usdPerThousandCalls.orElse(BigDecimal.ZERO));
    }

    private static Optional<Tiered> rate(Map<String, BigDecimal> given, String kind) {
      return Optional.ofNullable(given.get(kind)).map(usd -> new Tiered(usd, List.of()));
    }

    private Discount discount() {
      return new Discount(
          provider.orElse("").strip(),
          model.orElse("").strip(),
          percent.orElseThrow(() -> refusal("percent must be given, 0 to 100")),
          day("valid_from", validFrom),
          day("valid_to", validTo),
          source.strip());
    }

    private Alias alias() {
      text("model", model.orElse(""), true);
      text("as_model", asModel.orElse(""), true);
      return new Alias(
          provider.orElse("").strip(),
          model.orElse("").strip(),
          asProvider.orElse("").strip(),
          asModel.orElse("").strip(),
          day("valid_from", validFrom),
          day("valid_to", validTo),
          source.strip());
    }
  }

  /// The midnight, UTC, at which a day begins: list prices change then, and sums stay exact.
  static Instant day(String text) {
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException broken) {
      throw new IllegalArgumentException("must be a day such as 2026-01-31", broken);
    }
  }

  private static Optional<Instant> day(String field, Optional<String> text) {
    try {
      return text.map(PriceShapes::day);
    } catch (IllegalArgumentException wrong) {
      throw refusal("%s %s, was %s".formatted(field, wrong.getMessage(), text.orElse("")));
    }
  }

  private static void text(String field, String value, boolean needed) {
    demand(!needed || !value.isBlank(), field + " must be given");
    demand(
        value.length() <= TEXT_CHARS_MAX,
        "%s must be at most %d characters".formatted(field, TEXT_CHARS_MAX));
  }

  static void demand(boolean holds, String rule) {
    if (!holds) throw refusal(rule);
  }

  static ApexException refusal(String rule) {
    return new ApexException(ErrorCode.INVALID_REQUEST, rule);
  }
}
