package apex.spend.analysis;

import apex.spend.figures.Change;
import apex.spend.figures.DayCharges.TokenKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The difference of two sums, shared out among what may have changed, exactly.
///
/// The spend is `S * A * sum over groups of share * (tin * sum(f * p) + tout * sum(g * p) + fee)`:
/// answered calls, calls for each answered one, and of each model on a route its share of the
/// calls, its tokens a call, how they part into kinds, and their prices. From the first stretch to
/// the second these are put one after another; each part is the difference its step makes, so that
/// the parts add up to the whole whatever is rounded on the way.
final class Decomposition {
  private static final MathContext EXACT = new MathContext(60);
  private static final int INPUT_KINDS = 4;

  private Decomposition() {}

  /// In the order in which they are put.
  enum Part {
    VOLUME("more or fewer answered calls", "is the traffic wanted, and is each call needed?"),
    RETRIES("calls that failed and were made again", "read the failures and let what fails rest."),
    MIX(
        "other models and routes",
        "see which of them grew, and whether a smaller model serves it."),
    INPUT_PER_CALL("longer or shorter prompts", "see what was added to the prompts."),
    OUTPUT_PER_CALL("longer or shorter answers", "ask for shorter answers, then cap them."),
    CACHE("more or fewer tokens from the cache", "see whether prompts still begin alike."),
    PRICE("other prices", "see the announced prices and the terms you agreed on.");

    private final String words;
    private final String advice;

    Part(String words, String advice) {
      this.words = words;
      this.advice = advice;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String words() {
      return words;
    }

    String means() {
      return words;
    }

    String advice() {
      return advice;
    }
  }

  static Map<Part, BigDecimal> of(Change change) {
    var before = new Side(change.before());
    var after = new Side(change.after());
    var groups = new LinkedHashMap<Study.Group, Boolean>();
    before.rows.keySet().forEach(group -> groups.put(group, true));
    after.rows.keySet().forEach(group -> groups.put(group, true));
    var parts = new EnumMap<Part, BigDecimal>(Part.class);
    var order = Part.values();
    var was = before.cost();
    for (int put = 1; put <= order.length; put++) {
      var is =
          put == order.length
              ? after.cost()
              : state(List.copyOf(groups.keySet()), before, after, put);
      parts.put(order[put - 1], is.subtract(was));
      was = is;
    }
    return parts;
  }

  /// The spend with the first `put` parts as they were after and the others as they were before.
  private static BigDecimal state(List<Study.Group> groups, Side before, Side after, int put) {
    var sum = BigDecimal.ZERO;
    for (var group : groups) {
      var share = (put > Part.MIX.ordinal() ? after : before).share(group);
      if (share.signum() != 0)
        sum = sum.add(share.multiply(perCall(group, before, after, put), EXACT), EXACT);
    }
    var answered = (put > Part.VOLUME.ordinal() ? after : before).answered;
    var attempts = (put > Part.RETRIES.ordinal() ? after : before).attempts;
    return sum.multiply(answered, EXACT).multiply(attempts, EXACT);
  }

  private static BigDecimal perCall(Study.Group group, Side before, Side after, int put) {
    var input = row(group, before, after, put > Part.INPUT_PER_CALL.ordinal()).perCall(true);
    var output = row(group, before, after, put > Part.OUTPUT_PER_CALL.ordinal()).perCall(false);
    var kinds = row(group, before, after, put > Part.CACHE.ordinal());
    // Prices come last: in every state but the very last they are those of before.
    var prices = row(group, before, after, false);
    var inputPrice = kinds.mixed(prices, true);
    var outputPrice = kinds.mixed(prices, false);
    return input
        .multiply(inputPrice, EXACT)
        .add(output.multiply(outputPrice, EXACT), EXACT)
        .add(prices.fee(), EXACT);
  }

  /// A group that one stretch does not have is as it is in the other: only its share changes.
  private static Row row(Study.Group group, Side before, Side after, boolean later) {
    var first = Optional.ofNullable((later ? after : before).rows.get(group));
    return first.orElseGet(() -> (later ? before : after).rows.get(group));
  }

  private static final class Side {
    private final Map<Study.Group, Row> rows = new LinkedHashMap<>();
    private final BigDecimal calls;
    private final BigDecimal answered;
    private final BigDecimal attempts;

    Side(List<Change.Sums> sums) {
      for (var sum : sums)
        rows.merge(
            new Study.Group(sum.provider(), sum.model(), sum.route()), Row.of(sum), Row::plus);
      long all = sums.stream().mapToLong(Change.Sums::calls).sum();
      long failed = sums.stream().mapToLong(Change.Sums::failed).sum();
      this.calls = BigDecimal.valueOf(all);
      // Where nothing was answered, every call counts as a first one.
      this.answered = BigDecimal.valueOf(failed < all ? all - failed : all);
      this.attempts = all == 0 ? BigDecimal.ONE : calls.divide(answered, EXACT);
    }

    BigDecimal share(Study.Group group) {
      var row = rows.get(group);
      return row == null || calls.signum() == 0
          ? BigDecimal.ZERO
          : BigDecimal.valueOf(row.calls).divide(calls, EXACT);
    }

    BigDecimal cost() {
      return rows.values().stream().map(Row::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  private record Row(long calls, List<Long> tokens, List<BigDecimal> usd) {
    static Row of(Change.Sums sum) {
      return new Row(sum.calls(), sum.tokens(), sum.usd());
    }

    Row plus(Row other) {
      var tokensSum = new ArrayList<Long>();
      var usdSum = new ArrayList<BigDecimal>();
      for (int i = 0; i < tokens.size(); i++) tokensSum.add(tokens.get(i) + other.tokens.get(i));
      for (int i = 0; i < usd.size(); i++) usdSum.add(usd.get(i).add(other.usd.get(i)));
      return new Row(calls + other.calls, tokensSum, usdSum);
    }

    BigDecimal cost() {
      return usd.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private long all(boolean input) {
      long sum = 0;
      for (int kind = from(input); kind < to(input); kind++) sum += tokens.get(kind);
      return sum;
    }

    private static int from(boolean input) {
      return input ? 0 : INPUT_KINDS;
    }

    private static int to(boolean input) {
      return input ? INPUT_KINDS : TokenKind.values().length;
    }

    BigDecimal perCall(boolean input) {
      return calls == 0 ? BigDecimal.ZERO : divided(all(input), calls);
    }

    /// The price of a token of this row's mix of kinds, at another row's prices where it has them.
    BigDecimal mixed(Row prices, boolean input) {
      long all = all(input);
      if (all == 0) return prices.mean(input);
      var sum = BigDecimal.ZERO;
      for (int kind = from(input); kind < to(input); kind++)
        if (tokens.get(kind) > 0)
          sum = sum.add(divided(tokens.get(kind), all).multiply(price(kind, prices), EXACT), EXACT);
      return sum;
    }

    private BigDecimal mean(boolean input) {
      long all = all(input);
      if (all == 0) return BigDecimal.ZERO;
      var cost = BigDecimal.ZERO;
      for (int kind = from(input); kind < to(input); kind++) cost = cost.add(usd.get(kind));
      return cost.divide(BigDecimal.valueOf(all), EXACT);
    }

    private BigDecimal price(int kind, Row prices) {
      var from = prices.tokens.get(kind) > 0 ? prices : this;
      return from.usd.get(kind).divide(BigDecimal.valueOf(from.tokens.get(kind)), EXACT);
    }

    BigDecimal fee() {
      return calls == 0 ? BigDecimal.ZERO : usd.getLast().divide(BigDecimal.valueOf(calls), EXACT);
    }

    private static BigDecimal divided(long part, long whole) {
      return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), EXACT);
    }
  }
}
