package apex.spend.price;

import apex.spend.figures.PriceGrid;
import apex.spend.figures.TokenSums;
import apex.spend.usage.Call;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// The cost of calls of which only the sums are known: exact where one price applied to all of them
/// whatever their sizes and moments were, otherwise the interval between the least and the most.
/// Tokens meet prices in [Cost] alone; here it is only decided which prices may have applied.
///
/// @param grid the lines of the book, made once by the caller
/// @param from first moment at which one of the calls may have been made
/// @param until first moment after them
/// @param sizeLeast least input tokens of any one call
/// @param sizeMost most input tokens of any one call
/// @param perMillion the price of the one kind of token that the sums hold, where it is told
public record SummedCost(
    PriceBook book,
    PriceGrid grid,
    Instant from,
    Instant until,
    long sizeLeast,
    long sizeMost,
    Optional<BigDecimal> perMillion) {
  private static final List<String> TIERS = List.of("batch", "flex", "priority", "regional");
  private static final int DAYS_OF_HOURS = 2;
  private static final BigDecimal MILLION = new BigDecimal(1_000_000);

  /// @param call names the provider, the model and the tier of all of them
  public Cost of(Call call, TokenSums tokens) {
    return switch (possible(call, call.serviceTier(), tokens)) {
      case Possible.Unknown(var cost) -> cost;
      case Possible.Known(var costs) ->
          told(tokens, costs).or(() -> toldOfTier(call, tokens)).orElseGet(() -> between(costs));
    };
  }

  private sealed interface Possible {
    record Unknown(Cost cost) implements Possible {}

    record Known(List<Cost.Priced> costs) implements Possible {}
  }

  /// Every cost that a price in force then would have given.
  private Possible possible(Call call, String tier, TokenSums tokens) {
    var costs = new ArrayList<Cost.Priced>();
    for (var at : moments())
      switch (book.price(call.provider(), call.model(), at, tier)) {
        case Quote.Unknown unknown -> {
          return new Possible.Unknown(Cost.of(unknown, tokens, 0));
        }
        case Quote.Found(var price, var match) -> {
          for (var size : sizes(price.rates())) {
            var cost = Cost.of(price, tokens, size);
            if (!(cost instanceof Cost.Priced priced)) return new Possible.Unknown(cost);
            costs.add(priced);
          }
        }
      }
    return new Possible.Known(costs);
  }

  /// A row that names its unit price may leave out the tier that gave it.
  private Optional<Cost> toldOfTier(Call call, TokenSums tokens) {
    if (perMillion.isEmpty() || !call.serviceTier().isEmpty()) return Optional.empty();
    return TIERS.stream()
        .flatMap(tier ->
            possible(call, tier, tokens) instanceof Possible.Known(var costs)
                ? told(tokens, costs).stream()
                : Stream.empty())
        .findFirst();
  }

  private static Cost between(List<Cost.Priced> costs) {
    var low = bound(costs, BigDecimal::min);
    var high = bound(costs, BigDecimal::max);
    if (low.compareTo(high) == 0) return costs.getFirst();
    return new Cost.Unpriced(
        WhyUnpriced.SEVERAL_PRICES,
        "the row sums up calls to which several prices of %s may have applied, by size or by date"
            .formatted(costs.getFirst().price().model()),
        List.of(),
        low,
        Optional.of(high));
  }

  /// The book's price that the row names, when it is one that may have applied.
  private Optional<Cost> told(TokenSums tokens, List<Cost.Priced> costs) {
    long count = tokens.all();
    return perMillion.flatMap(price -> {
      var usd = price.multiply(BigDecimal.valueOf(count)).divide(MILLION);
      return costs.stream()
          .filter(cost -> cost.usd().subtract(cost.components().requests()).compareTo(usd) == 0)
          .map(Cost.class::cast)
          .findFirst();
    });
  }

  private static BigDecimal bound(
      List<Cost.Priced> costs, java.util.function.BinaryOperator<BigDecimal> better) {
    var kinds =
        List.<Function<Cost.Components, BigDecimal>>of(
            Cost.Components::input,
            Cost.Components::cacheRead,
            Cost.Components::cacheWrite5m,
            Cost.Components::cacheWrite1h,
            Cost.Components::output,
            Cost.Components::reasoning,
            Cost.Components::requests);
    return kinds.stream()
        .map(kind -> costs.stream().map(cost -> kind.apply(cost.components())).reduce(better))
        .flatMap(Optional::stream)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /// A size in each tier that a call may have been in.
  private TreeSet<Long> sizes(Rates rates) {
    var sizes = new TreeSet<Long>();
    sizes.add(sizeLeast);
    Stream.of(
            rates.input(),
            rates.cacheRead(),
            rates.cacheWrite5m(),
            rates.cacheWrite1h(),
            rates.output(),
            rates.reasoning())
        .flatMap(Optional::stream)
        .flatMap(tiered -> tiered.steps().stream())
        .map(step -> step.above() + 1)
        .filter(size -> size > sizeLeast && size <= sizeMost)
        .forEach(sizes::add);
    return sizes;
  }

  /// A moment between each two lines of the book that the stretch crosses.
  private TreeSet<Instant> moments() {
    var moments = new TreeSet<Instant>();
    moments.add(from);
    grid.dates().stream().filter(this::within).forEach(moments::add);
    var day = from.atOffset(ZoneOffset.UTC).toLocalDate();
    for (int i = 0; i < DAYS_OF_HOURS; i++)
      for (int second : grid.secondsOfDay()) {
        var line = day.plusDays(i).atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(second);
        if (within(line)) moments.add(line);
      }
    return moments;
  }

  private boolean within(Instant line) {
    return line.isAfter(from) && line.isBefore(until);
  }
}
