package apex.spend.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.Books;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceBookTest {
  private static final PriceBook BOOK = Books.SHIPPED;
  private static final Instant NOVEMBER = Instant.parse("2026-11-01T12:00:00Z");

  @Test
  void theBookNamesItsPackageItsDayAndItsHash() {
    assertThat(BOOK.version()).isEqualTo("genai-prices-0.1.8@2026-09-23");
    assertThat(BOOK.about().get("package")).isEqualTo("@pydantic/genai-prices 0.1.8 MIT");
    assertThat(BOOK.about().get("sha256")).matches("[0-9a-f]{64}");
  }

  @Test
  void anUndatedListPriceIsCalledSo() {
    var price = found("openai", "gpt-4o", NOVEMBER).price();
    assertThat(price.basis()).isEqualTo(Basis.UNDATED_LIST);
    assertThat(price.validFrom()).isEmpty();
    assertThat(input(price)).isEqualByComparingTo("2.5");
  }

  @Test
  void aDatedPriceHoldsFromItsFirstInstantOn() {
    var before = found("openai", "o3", Instant.parse("2025-06-09T23:59:59.999999999Z")).price();
    var after = found("openai", "o3", Instant.parse("2025-06-10T00:00:00Z")).price();
    assertThat(input(before)).isEqualByComparingTo("10");
    assertThat(before.validTo()).contains(Instant.parse("2025-06-10T00:00:00Z"));
    assertThat(input(after)).isEqualByComparingTo("2");
    assertThat(after.basis()).isEqualTo(Basis.DATED);
    assertThat(after.validFrom()).contains(Instant.parse("2025-06-10T00:00:00Z"));
  }

  @Test
  void aPriceByTheHourEndsWithTheHour() {
    var peak = found("deepseek", "deepseek-chat", Instant.parse("2026-01-01T00:30:00Z")).price();
    var night = found("deepseek", "deepseek-chat", Instant.parse("2026-01-01T16:30:00Z")).price();
    assertThat(input(peak)).isEqualByComparingTo("0.27");
    assertThat(input(night)).isEqualByComparingTo("0.135");
    assertThat(peak.hours()).contains("00:30:00-16:30:00");
  }

  @Test
  void theRungsOfTheLadderAreTold() {
    assertThat(match("openai", "gpt-4o")).isEqualTo(Quote.Match.EXACT);
    assertThat(match("OpenAI", " GPT-4o ")).isEqualTo(Quote.Match.EXACT);
    assertThat(match("openai", "gpt-4o-2024-08-06")).isEqualTo(Quote.Match.RULE);
    assertThat(match("anthropic", "claude-sonnet-4-5-20250929")).isEqualTo(Quote.Match.RULE);
    assertThat(match("openai", "gpt-4o-20240806")).isEqualTo(Quote.Match.DATE_REWRITTEN);
    assertThat(match("openai", "openai/gpt-4o")).isEqualTo(Quote.Match.PREFIX_REMOVED);
    assertThat(match("azure", "claude-sonnet-4-5")).isEqualTo(Quote.Match.RESOLD);
    assertThat(match("", "gpt-4o")).isEqualTo(Quote.Match.EXACT);
    assertThat(match("azure.ai.openai", "gpt-4o")).isEqualTo(Quote.Match.RESOLD);
  }

  @Test
  void everyRungIsDocumentedInTheWordsThatAnswersUse() throws IOException {
    var page =
        Files.readString(Path.of(System.getProperty("apex.root", ".."), "docs", "prices.md"));
    for (var match : Quote.Match.values())
      assertThat(page)
          .contains(
              "| `%s` | %s |".formatted(match.name().toLowerCase(Locale.ROOT), match.words()));
  }

  @Test
  void aMisspeltNameIsNearTheOneThatWasMeantAndAnotherVersionIsNot() {
    assertThat(nearest("openai", "gtp-4o")).first().isEqualTo("gpt-4o");
    assertThat(nearest("anthropic", "claude-sonet-4-5"))
        .first()
        .asString()
        .startsWith("claude-sonnet-4-5");
    assertThat(nearest("openai", "zz9")).isEmpty();
  }

  private static List<String> nearest(String provider, String model) {
    return switch (Books.SHIPPED.price(provider, model, Instant.parse("2026-11-01T00:00:00Z"))) {
      case Quote.Unknown unknown -> unknown.nearest().stream().map(Price::model).toList();
      case Quote.Found found -> List.of();
    };
  }

  @Test
  void anUnknownModelNamesItsNearest() {
    assertThat(BOOK.price("openai", "gpt-4o-x", NOVEMBER))
        .isInstanceOfSatisfying(
            Quote.Unknown.class,
            unknown -> {
              assertThat(unknown.why()).isEqualTo(WhyUnpriced.UNKNOWN_MODEL);
              assertThat(unknown.nearest()).extracting(Price::model).contains("gpt-4o");
            });
  }

  @Test
  void whatHasNoPriceForTokensIsUnknownAndNotFree() {
    assertThat(why("github-copilot", "gpt-4o")).isEqualTo(WhyUnpriced.NO_PRICE_LISTED);
    assertThat(why("openai", "whisper-1")).isEqualTo(WhyUnpriced.NOT_PRICED_BY_TOKENS);
    assertThat(why("nobody", "gpt-4o")).isEqualTo(WhyUnpriced.UNKNOWN_PROVIDER);
    assertThat(why("", "my-own-model")).isEqualTo(WhyUnpriced.UNKNOWN_PROVIDER);
  }

  @Test
  void aMissingOneHourWriteFollowsTheProvidersRuleAndSaysSo() {
    var lines = new ArrayList<>(Books.lines(PriceBook.RESOURCE));
    lines.removeIf(line -> line.contains("\tclaude-sonnet-4-0\t") && line.contains("1h"));
    var price =
        ((Quote.Found)
                PriceBook.parse(lines, Books.RULES)
                    .price("anthropic", "claude-sonnet-4-0", NOVEMBER))
            .price();
    assertThat(price.rates().cacheWrite1h().orElseThrow().base()).isEqualByComparingTo("6");
    assertThat(price.rules()).singleElement().asString().contains("2 times the input price");
    assertThat(found("anthropic", "claude-sonnet-4-0", NOVEMBER).price().rules()).isEmpty();
  }

  @Test
  void anOverrideWinsWithinItsTimeOnly() {
    var until = Instant.parse("2026-10-01T00:00:00Z");
    var own =
        new Price(
            "openai",
            "gpt-4o",
            Optional.empty(),
            Optional.of(until),
            Optional.empty(),
            Basis.OVERRIDE,
            "contract",
            Rates.of(Tiered.flat("2"), Tiered.flat("8")),
            List.of());
    var book = BOOK.overriding(List.of(own));
    assertThat(input(((Quote.Found) book.price("openai", "gpt-4o", until.minusNanos(1))).price()))
        .isEqualByComparingTo("2");
    assertThat(input(((Quote.Found) book.price("openai", "gpt-4o", until)).price()))
        .isEqualByComparingTo("2.5");
    assertThat(book.version()).isNotEqualTo(BOOK.version()).startsWith(BOOK.version());
    assertThat(book.grid().dates()).contains(until);
  }

  @Test
  void noPriceChangesInsideACellOfTheGrid() {
    var grid = BOOK.grid();
    for (var offer : BOOK.offers(NOVEMBER).toList())
      for (var line : grid.dates())
        for (int second : List.of(0, 12 * 3600, 86_399)) {
          var at = line.plusSeconds(second);
          var inside = grid.instant(grid.cell(at, 0));
          assertThat(grid.cell(inside, 0)).isEqualTo(grid.cell(at, 0));
          assertThat(BOOK.price(offer.price().provider(), offer.price().model(), inside))
              .isEqualTo(BOOK.price(offer.price().provider(), offer.price().model(), at));
        }
  }

  @Test
  void aBrokenLineIsNamed() {
    var lines = List.of("book\tb", "provider\tx\t-\t-\t-", "model\tx\tm\tsounds_like m\t-\t-");
    assertThatThrownBy(() -> PriceBook.parse(lines, Books.RULES))
        .hasMessageContaining("line 3")
        .hasMessageContaining("sounds_like");
  }

  private static Quote.Found found(String provider, String model, Instant at) {
    return (Quote.Found) BOOK.price(provider, model, at);
  }

  private static Quote.Match match(String provider, String model) {
    return found(provider, model, NOVEMBER).match();
  }

  private static WhyUnpriced why(String provider, String model) {
    return ((Quote.Unknown) BOOK.price(provider, model, NOVEMBER)).why();
  }

  private static BigDecimal input(Price price) {
    return price.rates().input().orElseThrow().base();
  }
}
