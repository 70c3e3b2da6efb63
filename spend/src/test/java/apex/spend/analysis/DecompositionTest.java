package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.analysis.Decomposition.Part;
import apex.spend.figures.Change;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DecompositionTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  @Property(tries = 300)
  void thePartsAddUpToTheWholeChangeToTheCent(
      @ForAll("stretches") List<Change.Sums> before, @ForAll("stretches") List<Change.Sums> after) {
    var parts = Decomposition.of(change(before, after));
    var sum = parts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    var difference = cost(after).subtract(cost(before));
    assertThat(sum).isEqualByComparingTo(difference);
    var shown = Usd.addingUp(List.copyOf(parts.values()), 2);
    assertThat(shown.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(difference.setScale(2, RoundingMode.HALF_EVEN));
    assertThat(parts).containsOnlyKeys(Part.values());
  }

  @Test
  void twiceTheCallsIsVolumeAlone() {
    only(Part.VOLUME, row(100, 0, 1_000, 0, 100, 2), row(200, 0, 2_000, 0, 200, 2));
  }

  @Test
  void longerPromptsAreInputAlone() {
    only(Part.INPUT_PER_CALL, row(100, 0, 1_000, 0, 100, 2), row(100, 0, 3_000, 0, 100, 2));
  }

  @Test
  void longerAnswersAreOutputAlone() {
    only(Part.OUTPUT_PER_CALL, row(100, 0, 1_000, 0, 100, 2), row(100, 0, 1_000, 0, 300, 2));
  }

  @Test
  void anotherPriceIsPriceAlone() {
    only(Part.PRICE, row(100, 0, 1_000, 0, 100, 2), row(100, 0, 1_000, 0, 100, 3));
  }

  @Test
  void moreCacheReadsAreCacheAlone() {
    var parts =
        only(Part.CACHE, row(100, 0, 1_000, 1_000, 100, 2), row(100, 0, 500, 1_500, 100, 2));
    assertThat(parts.get(Part.CACHE)).isNegative();
  }

  @Test
  void callsMadeAgainAreRetriesAlone() {
    only(Part.RETRIES, row(100, 0, 1_000, 0, 100, 2), row(125, 25, 1_250, 0, 125, 2));
  }

  @Test
  void anotherModelIsMixAlone() {
    var before = List.of(row("small", 90, 900, 90, 1), row("large", 10, 100, 10, 10));
    var after = List.of(row("small", 10, 100, 10, 1), row("large", 90, 900, 90, 10));
    var parts = Decomposition.of(change(before, after));
    assertThat(others(parts, Part.MIX)).isEqualByComparingTo("0");
    assertThat(parts.get(Part.MIX)).isPositive();
  }

  private static Map<Part, BigDecimal> only(Part part, Change.Sums before, Change.Sums after) {
    var parts = Decomposition.of(change(List.of(before), List.of(after)));
    var difference = after.cost().subtract(before.cost());
    assertThat(parts.get(part).subtract(difference).abs()).isLessThan(new BigDecimal("1e-30"));
    assertThat(others(parts, part)).isLessThan(new BigDecimal("1e-30"));
    return parts;
  }

  private static BigDecimal others(Map<Part, BigDecimal> parts, Part part) {
    return parts.entrySet().stream()
        .filter(entry -> entry.getKey() != part)
        .map(entry -> entry.getValue().abs())
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .setScale(30, RoundingMode.HALF_EVEN);
  }

  private static Change change(List<Change.Sums> before, List<Change.Sums> after) {
    return new Change(FROM, FROM.plusSeconds(60), FROM.plusSeconds(120), before, after);
  }

  private static BigDecimal cost(List<Change.Sums> rows) {
    return rows.stream().map(Change.Sums::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Change.Sums row(String model, long calls, long input, long output, long price) {
    return sums(model, calls, 0, List.of(input, 0L, 0L, 0L, output, 0L), price);
  }

  /// @param read tokens from a cache, at a tenth of the price
  private static Change.Sums row(
      long calls, long failed, long input, long read, long output, long price) {
    return sums("gpt", calls, failed, List.of(input, read, 0L, 0L, output, 0L), price);
  }

  private static Change.Sums sums(
      String model, long calls, long failed, List<Long> tokens, long price) {
    var usd = new ArrayList<BigDecimal>();
    for (int kind = 0; kind < Change.KINDS; kind++)
      usd.add(BigDecimal.valueOf(price * tokens.get(kind)).movePointLeft(kind == 1 ? 7 : 6));
    usd.add(BigDecimal.ZERO);
    return new Change.Sums("openai", model, "chat", calls, failed, tokens, usd);
  }

  @Provide
  Arbitrary<List<Change.Sums>> stretches() {
    var tokens = Arbitraries.longs().between(0, 10_000_000);
    var money = Arbitraries.longs().between(0, 1_000_000_000_000L);
    var row =
        Combinators.combine(
                Arbitraries.of("small", "large", "other"),
                Arbitraries.of("chat", "search"),
                Arbitraries.longs().between(1, 100_000),
                Arbitraries.integers().between(0, 100),
                tokens.list().ofSize(Change.KINDS),
                money.list().ofSize(Change.KINDS + 1))
            .as((model, route, calls, failed, used, nanos) ->
                new Change.Sums(
                    "openai",
                    model,
                    route,
                    calls,
                    calls * failed / 100,
                    used,
                    priced(used, nanos)));
    return row.list().ofMinSize(0).ofMaxSize(6);
  }

  /// A kind without tokens costs nothing.
  private static List<BigDecimal> priced(List<Long> tokens, List<Long> nanos) {
    var usd = new ArrayList<BigDecimal>();
    for (int i = 0; i < nanos.size(); i++)
      usd.add(
          i < tokens.size() && tokens.get(i) == 0
              ? BigDecimal.ZERO
              : BigDecimal.valueOf(nanos.get(i), 9));
    return usd;
  }
}
