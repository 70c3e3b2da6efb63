package apex.spend.habits;

import apex.spend.figures.Habits;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.Price;
import apex.spend.price.PriceBook;
import apex.spend.price.Quote;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The prices of calls, each looked up once for all calls between the same lines of the book. For
/// one thread.
final class CallPrices {
  private static final int DAY_SECONDS = 86_400;
  private static final String BATCH = "batch";

  private final PriceBook book;
  private final long[] dates;
  private final int[] seconds;
  private final Map<Place, Prices> known = new HashMap<>();

  CallPrices(PriceBook book) {
    this.book = book;
    var grid = book.grid();
    this.dates = grid.dates().stream().mapToLong(Instant::getEpochSecond).toArray();
    this.seconds = grid.secondsOfDay().stream().mapToInt(Integer::intValue).toArray();
  }

  private record Place(String provider, String model, String tier, int date, int time) {}

  /// @param own in force; empty when unknown
  /// @param batch the same call in a batch, where it is not in one
  /// @param hours every price of that day, when they differ by the hour
  private record Prices(Optional<Price> own, Optional<Price> batch, List<Price> hours) {}

  /// A call and what it costs.
  ///
  /// @param batch what it would cost in a batch
  /// @param cut what it would cost with its prompt cut to the size below which prices are lower
  record Priced(
      Habits.Sides sides, Optional<Batch> batch, Optional<Cut> cut, Optional<Hour> cheapest) {}

  record Batch(Habits.Sides sides, String rule) {}

  record Cut(long above, Habits.Sides sides) {}

  record Hour(Habits.Sides sides, String words) {}

  private static final double NEAR = 1.05;

  Priced of(Call call) {
    var prices = prices(call);
    if (prices.own.isEmpty())
      return new Priced(Habits.Sides.NONE, Optional.empty(), Optional.empty(), Optional.empty());
    var own = prices.own.get();
    return new Priced(
        sides(own, call.tokens()).orElse(Habits.Sides.NONE),
        call.user().isEmpty() && call.conversation().isEmpty()
            ? prices.batch.flatMap(price -> batch(price, call.tokens()))
            : Optional.empty(),
        cut(own, call.tokens()),
        cheapest(prices.hours, call.tokens()));
  }

  private static Optional<Batch> batch(Price price, Tokens tokens) {
    return sides(price, tokens)
        .map(sides -> new Batch(sides, price.rules().isEmpty() ? "" : price.rules().getLast()));
  }

  /// Just above a size from which every token of the request costs more.
  private static Optional<Cut> cut(Price price, Tokens tokens) {
    if (price.rates().input().isEmpty()) return Optional.empty();
    var steps = price.rates().input().get().steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      long above = steps.get(i).above();
      long over = tokens.input() - above;
      if (over <= 0) continue;
      return tokens.input() <= above * NEAR && over <= tokens.uncachedInput()
          ? sides(price, less(tokens, over)).map(sides -> new Cut(above, sides))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static Tokens less(Tokens tokens, long over) {
    return new Tokens(
        tokens.input() - over,
        tokens.cacheRead(),
        tokens.cacheWrite5m(),
        tokens.cacheWrite1h(),
        tokens.output(),
        tokens.reasoning());
  }

  private static Optional<Hour> cheapest(List<Price> hours, Tokens tokens) {
    Optional<Hour> best = Optional.empty();
    for (var price : hours) {
      var sides = sides(price, tokens);
      if (sides.isPresent()
          && (best.isEmpty() || sides.get().cost().compareTo(best.get().sides.cost()) < 0))
        best = Optional.of(new Hour(sides.get(), words(price, hours)));
    }
    return best;
  }

  private static String words(Price price, List<Price> hours) {
    return price
        .hours()
        .map(window -> window + " UTC")
        .orElseGet(() ->
            hours.stream()
                .flatMap(other -> other.hours().stream())
                .findFirst()
                .map(window -> "outside " + window + " UTC")
                .orElse("any hour"));
  }

  static Optional<Habits.Sides> sides(Price price, Tokens tokens) {
    return Cost.of(price, TokenSums.of(tokens), tokens.input()) instanceof Cost.Priced priced
        ? Optional.of(
            new Habits.Sides(
                priced.components().inputSide().add(priced.components().requests()),
                priced.components().outputSide()))
        : Optional.empty();
  }

  private Prices prices(Call call) {
    long second = call.at().getEpochSecond();
    int date = 0;
    while (date < dates.length && second >= dates[date]) date++;
    int ofDay = (int) Math.floorMod(second, (long) DAY_SECONDS);
    int time = 0;
    while (time < seconds.length && ofDay >= seconds[time]) time++;
    return known.computeIfAbsent(
        new Place(call.provider(), call.model(), call.serviceTier(), date, time),
        place -> lookedUp(call));
  }

  private Prices lookedUp(Call call) {
    var own = found(call, call.at(), call.serviceTier());
    return new Prices(
        own,
        own.isPresent() && PriceBook.ordinary(call.serviceTier())
            ? found(call, call.at(), BATCH)
            : Optional.empty(),
        own.isPresent() ? byHour(call) : List.of());
  }

  private List<Price> byHour(Call call) {
    var prices = new ArrayList<Price>();
    var day = call.at().atOffset(ZoneOffset.UTC).toLocalDate();
    for (int i = -1; i < seconds.length; i++) {
      var time = i < 0 ? LocalTime.MIN : LocalTime.ofSecondOfDay(seconds[i]);
      found(call, day.atTime(time).toInstant(ZoneOffset.UTC), call.serviceTier())
          .filter(price -> !prices.contains(price))
          .ifPresent(prices::add);
    }
    return prices.stream().map(Price::rates).distinct().count() > 1
        ? List.copyOf(prices)
        : List.of();
  }

  private Optional<Price> found(Call call, Instant at, String tier) {
    return book.price(call.provider(), call.model(), at, tier)
            instanceof Quote.Found(var price, var match)
        ? Optional.of(price)
        : Optional.empty();
  }
}
