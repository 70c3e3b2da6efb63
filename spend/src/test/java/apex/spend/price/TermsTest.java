package apex.spend.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.Books;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TermsTest {
  private static final PriceBook BOOK = Books.SHIPPED;
  private static final Instant NOVEMBER = Instant.parse("2026-11-01T12:00:00Z");
  private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");

  @Test
  void hostsSpellModelsInTheirOwnWaysAndEachIsToldHowItMatched() {
    assertThat(match("google", "publishers/google/models/gemini-2.5-flash"))
        .isEqualTo(Quote.Match.HOST_FORM);
    assertThat(match("google", "models/gemini-2.5-flash")).isEqualTo(Quote.Match.HOST_FORM);
    assertThat(match("anthropic", "claude-opus-4-1@20250805")).isEqualTo(Quote.Match.RULE);
    assertThat(match("openai", "gpt-4o@2024-08-06")).isEqualTo(Quote.Match.HOST_FORM);
    assertThat(match("azure", "gpt-35-turbo")).isIn(Quote.Match.HOST_FORM, Quote.Match.RESOLD);
    assertThat(match("azure", "deployments/gpt-4o")).isEqualTo(Quote.Match.HOST_FORM);
    assertThat(match("anthropic", "eu.anthropic.claude-opus-4-5-20251101-v1:0"))
        .isEqualTo(Quote.Match.HOST_FORM);
    assertThat(match("litellm", "openai/gpt-4o")).isEqualTo(Quote.Match.VENDOR_IN_NAME);
    assertThat(match("", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"))
        .isIn(Quote.Match.HOST_FORM, Quote.Match.RULE);
  }

  @Test
  void anIdOfBedrockHasThePriceOfItsRegion() {
    var arn =
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/"
            + "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assertThat(input(found("bedrock", arn, ""))).isEqualByComparingTo("3.3");
    assertThat(input(found("aws.bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "")))
        .isEqualByComparingTo("3");
  }

  @Test
  void aServiceTierCostsItsFactorAndSaysWhoseRuleThatIs() {
    var batch = found("openai", "gpt-4o", "batch");
    assertThat(input(batch)).isEqualByComparingTo("1.25");
    assertThat(batch.price().rules()).singleElement().asString().contains("50 %");
    assertThat(input(found("openai", "gpt-4o", "default"))).isEqualByComparingTo("2.5");
  }

  @Test
  void aTierWithoutAPriceIsUnknownBetweenHalfAndTheDearest() {
    var unknown = (Quote.Unknown) BOOK.price("deepseek", "deepseek-chat", NOVEMBER, "turbo");
    assertThat(unknown.why()).isEqualTo(WhyUnpriced.NO_TIER_PRICE);
    var cost = Cost.of(unknown, Tokens.of(1_000_000, 0));
    var ordinary =
        Cost.of(BOOK.price("deepseek", "deepseek-chat", NOVEMBER), Tokens.of(1_000_000, 0));
    assertThat(cost.low().multiply(BigDecimal.valueOf(2))).isEqualByComparingTo(ordinary.low());
    assertThat(cost.high().orElseThrow())
        .isEqualByComparingTo(ordinary.low().multiply(new BigDecimal("2.5")));
  }

  @Test
  void termsJoinedByAPlusMultiply() {
    assertThat(input(found("google", "gemini-2.5-flash", "batch+regional")))
        .isEqualByComparingTo("0.165");
  }

  @Test
  void priorityCostsWhatItsListSays() {
    assertThat(input(found("openai", "gpt-4.1", "priority"))).isEqualByComparingTo("3.5");
    assertThat(input(found("openai", "gpt-5.5", "priority"))).isEqualByComparingTo("12.5");
  }

  @Test
  void aFineTunedModelCostsTheFactorOfItsBase() {
    var tuned = found("openai", "ft:gpt-4o:acme::A1b2", "");
    assertThat(tuned.match()).isEqualTo(Quote.Match.FINE_TUNE);
    assertThat(input(tuned)).isEqualByComparingTo("3.75");
    assertThat(((Quote.Unknown) BOOK.price("openai", "ft:gpt-5.2:acme::A1b2", NOVEMBER)).why())
        .isEqualTo(WhyUnpriced.NO_TIER_PRICE);
  }

  @Test
  void whatACacheOfOnesOwnAnswersCostsNothing() {
    var call =
        new Call(
            NOVEMBER,
            "openai",
            "gpt-4o",
            "",
            "",
            "",
            "ok",
            -1,
            Tokens.of(900, 100),
            List.of(),
            PriceBook.LOCAL_CACHE);
    assertThat(((Cost.Priced) Cost.of(BOOK, call)).usd()).isEqualByComparingTo("0");
    assertThat(((Quote.Found) BOOK.price(call)).match()).isEqualTo(Quote.Match.NOT_ASKED);
  }

  @Test
  void theNarrowestDiscountHoldsAndLeavesOwnPricesAlone() {
    var book =
        BOOK.under(
            new WorkspaceTerms(
                List.of(own("openai", "gpt-4.1", "1", "4")),
                List.of(discount("openai", "", "10"), discount("openai", "gpt-4o", "20")),
                List.of()));
    assertThat(input((Quote.Found) book.price("openai", "gpt-4o", NOVEMBER)))
        .isEqualByComparingTo("2");
    assertThat(input((Quote.Found) book.price("openai", "gpt-4o-mini", NOVEMBER)))
        .isEqualByComparingTo("0.135");
    assertThat(input((Quote.Found) book.price("openai", "gpt-4.1", NOVEMBER)))
        .isEqualByComparingTo("1");
    assertThat(input((Quote.Found) book.price("openai", "gpt-4o", OCTOBER.minusSeconds(1))))
        .isEqualByComparingTo("2.5");
  }

  @Test
  void anAliasGivesADeploymentItsModel() {
    var book =
        BOOK.under(
            new WorkspaceTerms(
                List.of(),
                List.of(),
                List.of(
                    new Alias(
                        "azure",
                        "our-chat",
                        "openai",
                        "gpt-4o",
                        Optional.empty(),
                        Optional.empty(),
                        "ops"))));
    var quote = (Quote.Found) book.price("azure", "our-chat", NOVEMBER);
    assertThat(quote.match()).isEqualTo(Quote.Match.ALIAS);
    assertThat(input(quote)).isEqualByComparingTo("2.5");
    assertThat(BOOK.price("azure", "our-chat", NOVEMBER)).isInstanceOf(Quote.Unknown.class);
  }

  @Test
  void theVersionNamesTheTermsAndIsTheSameForTheSameOnes() {
    var once =
        BOOK.under(new WorkspaceTerms(List.of(own("a", "b", "1", "2")), List.of(), List.of()));
    var again =
        BOOK.under(new WorkspaceTerms(List.of(own("a", "b", "1", "2")), List.of(), List.of()));
    var other =
        BOOK.under(new WorkspaceTerms(List.of(own("a", "b", "1", "3")), List.of(), List.of()));
    assertThat(once.version()).isEqualTo(again.version()).startsWith(BOOK.version() + "+");
    assertThat(other.version()).isNotEqualTo(once.version());
    // Fixed: a number that differs from process to process would name the same book twice.
    assertThat(once.version()).endsWith("+" + once.terms().fingerprint());
  }

  @Test
  void termsThatCannotBeAreRefusedInClearWords() {
    assertThatThrownBy(() -> discount("openai", "", "101"))
        .hasMessageContaining("0 to 100 percent, was 101");
    assertThatThrownBy(() -> discount("openai", "", "-1")).hasMessageContaining("was -1");
    assertThatThrownBy(() -> Tiered.flat("-0.1")).hasMessageContaining("must not be negative");
    assertThatThrownBy(() ->
            new Discount("", "", BigDecimal.ONE, Optional.of(NOVEMBER), Optional.of(OCTOBER), "x"))
        .hasMessageContaining("valid_to must be after valid_from");
    var price = own("openai", "gpt-4o", "1", "2");
    assertThatThrownBy(() -> new WorkspaceTerms(List.of(price, price), List.of(), List.of()))
        .hasMessageContaining("hold at the same time")
        .hasMessageContaining("end the first with valid_to");
  }

  @Test
  void aPricePerThousandIsDoubted() {
    assertThat(BOOK.doubt(own("openai", "gpt-4o", "0.0025", "0.01")).orElseThrow())
        .contains("0.001 times the list price 2.5 of gpt-4o")
        .contains("per million tokens, not per thousand");
    assertThat(BOOK.doubt(own("openai", "gpt-4o", "2500", "10000"))).isPresent();
    assertThat(BOOK.doubt(own("nobody", "own-model", "70000", "1")).orElseThrow())
        .contains("more than any model ever cost");
    assertThat(BOOK.doubt(own("openai", "gpt-4o", "1.75", "7"))).isEmpty();
    assertThat(BOOK.doubt(own("openai", "gpt-4o", "0", "0"))).isEmpty();
  }

  @Test
  void whatWasAnnouncedIsAChangeOfTheFuture() {
    assertThat(BOOK.announced(NOVEMBER)).contains(Instant.parse("2027-01-01T00:00:00Z"));
    var change =
        BOOK.changes(NOVEMBER, Instant.parse("2027-01-01T00:00:00Z")).stream()
            .filter(
                each -> each.model().equals("gemini-3.7-flash") && each.provider().equals("google"))
            .findFirst()
            .orElseThrow();
    assertThat(change.announced()).isTrue();
    assertThat(change.steps().get("input"))
        .isEqualTo(
            new Change.Step(Optional.of(Tiered.flat("0.75")), Optional.of(Tiered.flat("1.5"))));
    assertThat(BOOK.changes(NOVEMBER, NOVEMBER)).isEmpty();
  }

  private static Quote.Match match(String provider, String model) {
    return found(provider, model, "").match();
  }

  private static Quote.Found found(String provider, String model, String tier) {
    return switch (BOOK.price(provider, model, NOVEMBER, tier)) {
      case Quote.Found found -> found;
      case Quote.Unknown unknown -> throw new AssertionError(unknown.sentence());
    };
  }

  private static BigDecimal input(Quote.Found quote) {
    return quote.price().rates().input().orElseThrow().base();
  }

  private static Discount discount(String provider, String model, String percent) {
    return new Discount(
        provider,
        model,
        new BigDecimal(percent),
        Optional.of(OCTOBER),
        Optional.empty(),
        "contract");
  }

  private static Price own(String provider, String model, String input, String output) {
    return new Price(
        provider,
        model,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Basis.OVERRIDE,
        "contract",
        Rates.of(Tiered.flat(input), Tiered.flat(output)),
        List.of());
  }
}
