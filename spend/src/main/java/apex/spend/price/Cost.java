package apex.spend.price;

import apex.spend.figures.TokenSums;
import apex.spend.usage.Call;
import apex.spend.usage.Reading;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What calls cost, in US dollars: the only place where tokens meet prices. Exact decimals, never
/// rounded.
public sealed interface Cost {
  /// The least it can have been.
  BigDecimal low();

  /// The most it can have been; empty when nothing is known to judge it by.
  Optional<BigDecimal> high();

  /// @param usd the sum of the components
  record Priced(BigDecimal usd, Components components, Price price) implements Cost {
    @Override
    public BigDecimal low() {
      return usd;
    }

    @Override
    public Optional<BigDecimal> high() {
      return Optional.of(usd);
    }
  }

  /// Not known, which is not zero.
  ///
  /// @param nearest the known names whose prices give the interval, as `provider model`
  record Unpriced(
      WhyUnpriced why,
      String sentence,
      List<String> nearest,
      BigDecimal low,
      Optional<BigDecimal> high)
      implements Cost {
    public Unpriced {
      nearest = List.copyOf(nearest);
    }
  }

  /// Priced, though the emitter's numbers can be read in two ways: the truth is one of the readings
  /// between.
  ///
  /// @param least as the call's own tokens say, everything inside that may be inside
  /// @param most with everything on top that may be on top
  record Ambiguous(Priced least, Priced most) implements Cost {
    public Ambiguous {
      if (least.usd.compareTo(most.usd) > 0)
        throw new IllegalArgumentException(
            "the least must not exceed the most, were %s and %s".formatted(least.usd, most.usd));
    }

    @Override
    public BigDecimal low() {
      return least.usd;
    }

    @Override
    public Optional<BigDecimal> high() {
      return Optional.of(most.usd);
    }
  }

  /// What each kind of token cost.
  ///
  /// @param input tokens that no cache served or stored
  /// @param output without reasoning
  /// @param requests a fee for the call itself
  record Components(
      BigDecimal input,
      BigDecimal cacheRead,
      BigDecimal cacheWrite5m,
      BigDecimal cacheWrite1h,
      BigDecimal output,
      BigDecimal reasoning,
      BigDecimal requests) {
    public BigDecimal total() {
      return inputSide().add(outputSide()).add(requests);
    }

    public BigDecimal inputSide() {
      return input.add(cacheRead).add(cacheWrite5m).add(cacheWrite1h);
    }

    public BigDecimal outputSide() {
      return output.add(reasoning);
    }
  }

  /// The cost of one call, with the price in force when it was made and the tier of its own size.
  static Cost of(PriceBook book, Call call) {
    return of(book.price(call), call.tokens());
  }

  static Cost of(Quote quote, Tokens tokens) {
    return of(quote, TokenSums.of(tokens), tokens.input());
  }

  /// The cost of one call whose numbers were read so, by [apex.spend.usage.TokenSemantics#read].
  ///
  /// @param call whose tokens are the reading's lower ones
  static Cost of(PriceBook book, Call call, Reading reading) {
    return of(book.price(call), reading);
  }

  /// @throws IllegalArgumentException for a refused reading: it is no usage and has no cost
  static Cost of(Quote quote, Reading reading) {
    return switch (reading) {
      case Reading.Certain(var tokens) -> of(quote, tokens);
      case Reading.Between(var low, var high) -> between(of(quote, low), of(quote, high));
      case Reading.Refused refused -> throw new IllegalArgumentException(refused.sentence());
    };
  }

  private static Cost between(Cost least, Cost most) {
    if (least instanceof Priced low && most instanceof Priced high) return new Ambiguous(low, high);
    return least instanceof Unpriced low
        ? new Unpriced(low.why, low.sentence, low.nearest, low.low, most.high())
        : most;
  }

  /// The cost of calls that all fall under one quote and, by their size, one tier: linear,
  /// therefore as exact as one by one.
  ///
  /// @param size input tokens of any one of the calls
  static Cost of(Quote quote, TokenSums tokens, long size) {
    return switch (quote) {
      case Quote.Found(var price, var match) -> of(price, tokens, size);
      case Quote.Unknown(var why, var sentence, var nearest) ->
          unpriced(why, sentence, nearest, tokens, size);
    };
  }

  static Cost of(Price price, TokenSums tokens, long size) {
    var rates = price.rates();
    if (rates.input().isEmpty() && tokens.input() > 0)
      return unpriced(
          WhyUnpriced.NOT_PRICED_BY_TOKENS,
          price.model() + " lists no price for input tokens",
          List.of(),
          tokens,
          size);
    if (rates.output().isEmpty() && tokens.output() > 0)
      return unpriced(
          WhyUnpriced.NO_OUTPUT_PRICE,
          price.model() + " lists no price for output tokens",
          List.of(),
          tokens,
          size);
    var components = components(rates, tokens, size);
    return new Priced(components.total(), components, price);
  }

  private static Components components(Rates rates, TokenSums tokens, long size) {
    var read = rates.cacheRead().or(rates::input);
    var write5m = rates.cacheWrite5m().or(rates::input);
    var write1h = rates.cacheWrite1h().or(() -> write5m);
    return new Components(
        usd(rates.input(), size, tokens.uncachedInput()),
        usd(read, size, tokens.cacheRead()),
        usd(write5m, size, tokens.cacheWrite5m()),
        usd(write1h, size, tokens.cacheWrite1h()),
        usd(rates.output(), size, tokens.output() - tokens.reasoning()),
        usd(rates.reasoning().or(rates::output), size, tokens.reasoning()),
        rates
            .perThousandCalls()
            .multiply(BigDecimal.valueOf(tokens.calls()))
            .scaleByPowerOfTen(-3));
  }

  private static BigDecimal usd(Optional<Tiered> price, long size, long tokens) {
    return price
        .map(tiered -> tiered.at(size).multiply(BigDecimal.valueOf(tokens)).scaleByPowerOfTen(-6))
        .orElse(BigDecimal.ZERO);
  }

  private static Unpriced unpriced(
      WhyUnpriced why, String sentence, List<Price> nearest, TokenSums tokens, long size) {
    var costs =
        nearest.stream()
            .map(price -> of(price, tokens, size))
            .flatMap(cost -> cost instanceof Priced priced ? Stream.of(priced) : Stream.empty())
            .toList();
    return new Unpriced(
        why,
        sentence,
        costs.stream().map(cost -> cost.price.provider() + " " + cost.price.model()).toList(),
        costs.stream().map(Priced::usd).min(BigDecimal::compareTo).orElse(BigDecimal.ZERO),
        costs.stream().map(Priced::usd).max(BigDecimal::compareTo));
  }
}
