package apex.spend.price;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.Books;
import apex.spend.figures.TokenSums;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final Instant NOVEMBER = Instant.parse("2026-11-01T12:00:00Z");

  @Test
  void theAzureConversationTraceCostsWhatItsRowsAddUpTo() throws IOException {
    var trace = Path.of("../../shared/data/usage/AzureLLMInferenceTrace_conv.csv");
    Assumptions.assumeTrue(
        Files.exists(trace), "the usage traces are not on this machine: " + trace);
    var total =
        Files.readAllLines(trace).stream()
            .skip(1)
            .map(line -> line.split(","))
            .map(row -> Tokens.of(Long.parseLong(row[1].trim()), Long.parseLong(row[2].trim())))
            .map(tokens -> usd(cost("openai", "gpt-4o", tokens)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(Usd.text(total)).isEqualTo("96.791325");
    assertThat(total).isEqualByComparingTo("96.791325");
  }

  @Test
  void cachedTokensAreInsideTheInputAndNotOnTopOfIt() {
    var priced =
        (Cost.Priced)
            cost("anthropic", "claude-sonnet-4-5", new Tokens(10_500, 8_000, 2_000, 0, 0, 0));
    assertThat(priced.components().input()).isEqualByComparingTo("0.0015");
    assertThat(priced.components().cacheRead()).isEqualByComparingTo("0.0024");
    assertThat(priced.components().cacheWrite5m()).isEqualByComparingTo("0.0075");
    assertThat(priced.usd()).isEqualByComparingTo("0.0114");
  }

  @Test
  void aOneHourWriteCostsItsOwnPrice() {
    var priced =
        (Cost.Priced) cost("anthropic", "claude-sonnet-4-5", new Tokens(1_000, 0, 0, 1_000, 0, 0));
    assertThat(priced.usd()).isEqualByComparingTo("0.006");
  }

  @Test
  void reasoningIsInsideTheOutputAndNotOnTopOfIt() {
    var all = usd(cost("openai", "gpt-4o", new Tokens(0, 0, 0, 0, 1_000, 0)));
    var thought = usd(cost("openai", "gpt-4o", new Tokens(0, 0, 0, 0, 1_000, 900)));
    assertThat(thought).isEqualByComparingTo(all).isEqualByComparingTo("0.01");
  }

  @Test
  void oneTokenOverTheLineRepricesTheWholeRequest() {
    assertThat(usd(cost("anthropic", "claude-sonnet-4-5", Tokens.of(200_000, 1_000_000))))
        .isEqualByComparingTo("15.6");
    assertThat(usd(cost("anthropic", "claude-sonnet-4-5", Tokens.of(200_001, 1_000_000))))
        .isEqualByComparingTo("23.700006");
  }

  @Test
  void anUnknownModelHasNoCostButAnInterval() {
    var cost = (Cost.Unpriced) cost("openai", "gpt-4o-x", Tokens.of(1_000_000, 0));
    assertThat(cost.why()).isEqualTo(WhyUnpriced.UNKNOWN_MODEL);
    assertThat(cost.nearest()).hasSizeGreaterThan(1);
    assertThat(cost.low()).isPositive();
    assertThat(cost.high().orElseThrow()).isGreaterThan(cost.low());
  }

  @Test
  void withoutANeighbourTheMostIsUnknown() {
    var cost = (Cost.Unpriced) cost("nobody", "zzqqxx", Tokens.of(1_000_000, 0));
    assertThat(cost.low()).isZero();
    assertThat(cost.high()).isEmpty();
  }

  @Test
  void outputOfAModelThatPricesNoneIsUnknownAndNotFree() {
    var cost = (Cost.Unpriced) cost("openai", "text-embedding-3-small", Tokens.of(1_000, 5));
    assertThat(cost.why()).isEqualTo(WhyUnpriced.NO_OUTPUT_PRICE);
    assertThat(usd(cost("openai", "text-embedding-3-small", Tokens.of(1_000_000, 0))))
        .isEqualByComparingTo("0.02");
  }

  @Property
  void theCostOfASumIsTheSumOfTheCostsWithinOneCell(
      @ForAll("calls") Tokens one,
      @ForAll("calls") Tokens other,
      @ForAll("models") String[] model) {
    var grid = Books.SHIPPED.grid();
    if (grid.cell(NOVEMBER, one.input()).size() != grid.cell(NOVEMBER, other.input()).size())
      return;
    var quote = Books.SHIPPED.price(model[0], model[1], NOVEMBER);
    var together = Cost.of(quote, TokenSums.of(one).plus(TokenSums.of(other)), one.input());
    assertThat(usd(together))
        .isEqualByComparingTo(usd(Cost.of(quote, one)).add(usd(Cost.of(quote, other))));
  }

  @Property
  void theComponentsAddUpAndNoneIsNegative(
      @ForAll("calls") Tokens tokens, @ForAll("models") String[] model) {
    var priced = (Cost.Priced) cost(model[0], model[1], tokens);
    var parts = priced.components();
    assertThat(
            List.of(
                parts.input(),
                parts.cacheRead(),
                parts.cacheWrite5m(),
                parts.cacheWrite1h(),
                parts.output(),
                parts.reasoning(),
                parts.requests()))
        .allSatisfy(part -> assertThat(part).isNotNegative());
    assertThat(parts.total()).isEqualByComparingTo(priced.usd());
    assertThat(priced.usd()).isNotNegative();
  }

  @Property
  void servingATokenFromTheCacheNeverCostsMore(
      @ForAll("calls") Tokens tokens, @ForAll("models") String[] model) {
    var bare = new Tokens(tokens.input(), 0, 0, 0, tokens.output(), tokens.reasoning());
    var cached =
        new Tokens(tokens.input(), tokens.input(), 0, 0, tokens.output(), tokens.reasoning());
    assertThat(usd(cost(model[0], model[1], cached)))
        .isLessThanOrEqualTo(usd(cost(model[0], model[1], bare)));
  }

  @Provide
  Arbitrary<Tokens> calls() {
    var parts = Arbitraries.longs().between(0, 400_000);
    return Combinators.combine(parts, parts, parts, parts, parts, parts)
        .as((bare, read, five, hour, said, thought) ->
            new Tokens(bare + read + five + hour, read, five, hour, said + thought, thought));
  }

  @Provide
  Arbitrary<String[]> models() {
    return Arbitraries.of(
        new String[] {"openai", "gpt-4o"},
        new String[] {"anthropic", "claude-sonnet-4-5"},
        new String[] {"anthropic", "claude-opus-5"},
        new String[] {"google", "gemini-2.5-pro"},
        new String[] {"openai", "gpt-5.6-sol"},
        new String[] {"deepseek", "deepseek-v4-pro"},
        new String[] {"perplexity", "sonar"});
  }

  private static Cost cost(String provider, String model, Tokens tokens) {
    return Cost.of(
        Books.SHIPPED,
        new Call(NOVEMBER, provider, model, "chat", "", "", "ok", -1, tokens, List.of()));
  }

  private static BigDecimal usd(Cost cost) {
    return ((Cost.Priced) cost).usd();
  }
}
