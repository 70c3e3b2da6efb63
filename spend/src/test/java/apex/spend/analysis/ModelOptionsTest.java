package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import apex.spend.Books;
import apex.spend.count.Counted;
import apex.spend.price.Cost;
import apex.spend.price.Usd;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ModelOptionsTest {
  private static final List<Call> CALLS = calls();

  @Test
  void anOptionsSumOverCellsIsItsSumCallByCall() {
    var findings = findings();
    assertThat(findings).isNotEmpty();
    for (var finding : findings) {
      var provider = (String) finding.details().get("option_provider");
      var model = (String) finding.details().get("option_model");
      var alone =
          CALLS.stream()
              .map(call ->
                  new Call(
                      call.at(), provider, model, "", "", "", "ok", -1, call.tokens(), List.of()))
              .map(call -> ((Cost.Priced) Cost.of(Books.SHIPPED, call)).usd())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(finding.details()).containsEntry("then_usd", Usd.text(alone));
    }
  }

  @Test
  void theIntervalIsThatOfMoreAndFewerTokens() {
    for (var finding : findings()) {
      var now = new BigDecimal((String) finding.details().get("now_usd"));
      var then = new BigDecimal((String) finding.details().get("then_usd"));
      assertThat(finding.saving().p10Usd())
          .isCloseTo(now.subtract(then.multiply(new BigDecimal("1.3"))), byAMillionth());
      assertThat(finding.saving().p50Usd()).isCloseTo(now.subtract(then), byAMillionth());
      assertThat(finding.saving().p90Usd())
          .isCloseTo(now.subtract(then.multiply(new BigDecimal("0.8"))), byAMillionth());
    }
  }

  @Test
  void optionsAreFewCheaperAndOfOwnAndOtherProviders() {
    var findings = findings();
    assertThat(findings).hasSizeBetween(2, 4);
    assertThat(findings)
        .extracting(finding -> finding.details().get("option_provider"))
        .contains("anthropic")
        .hasSizeGreaterThan(1);
    assertThat(findings).allSatisfy(finding -> assertThat(finding.saving().p50Usd()).isPositive());
  }

  @Test
  void aModelThatCannotHoldTheLongestPromptIsNoOption() {
    for (var finding : findings()) {
      var model = finding.details().get("option_model");
      assertThat(
              Books.SHIPPED
                  .offers(CALLS.getLast().at())
                  .filter(o -> o.price().model().equals(model)))
          .anySatisfy(
              offer -> assertThat(offer.contextWindow().orElse(0)).isGreaterThanOrEqualTo(300_000));
    }
  }

  @Test
  void callsInABatchAreHeldAgainstBatchesElsewhereAndModelsWithoutOneAreLeftOut() {
    var batches = CALLS.stream().map(call -> under(call, "anthropic", call.model())).toList();
    var study = new Study(Counted.of(batches, Books.SHIPPED), Books.SHIPPED);
    var findings =
        ((Outcome.Found) new ModelOptions().analyse(study))
            .proposals().stream().map(Proposal::finding).toList();
    assertThat(findings).isNotEmpty();
    for (var finding : findings) {
      var provider = (String) finding.details().get("option_provider");
      var model = (String) finding.details().get("option_model");
      // x-ai and deepseek list no batches
      assertThat(provider).isIn("anthropic", "openai", "google", "mistral");
      var alone =
          batches.stream()
              .map(call ->
                  ((Cost.Priced) Cost.of(Books.SHIPPED, under(call, provider, model))).usd())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(finding.details()).containsEntry("then_usd", Usd.text(alone));
      assertThat(finding.assumptions()).anyMatch(words -> words.contains("service tier batch"));
    }
  }

  private static Call under(Call call, String provider, String model) {
    return new Call(
        call.at(),
        provider,
        model,
        call.route(),
        "",
        "",
        "ok",
        -1,
        call.tokens(),
        List.of(),
        "batch");
  }

  private static Offset<BigDecimal> byAMillionth() {
    return within(new BigDecimal("0.000003"));
  }

  private static List<Finding> findings() {
    var study = new Study(Counted.of(CALLS, Books.SHIPPED), Books.SHIPPED);
    return ((Outcome.Found) new ModelOptions().analyse(study))
        .proposals().stream().map(Proposal::finding).toList();
  }

  /// After the book's day, so that each option's price is that of the call's own instant; over
  /// tiers and times of day.
  private static List<Call> calls() {
    var random = new Random(7);
    var calls = new ArrayList<Call>();
    for (int i = 0; i < 500; i++) {
      long input =
          List.of(100L, 128_000L, 128_001L, 200_000L, 200_001L, 272_000L, 299_999L)
                  .get(random.nextInt(7))
              + random.nextInt(2);
      var tokens = new Tokens(input, random.nextInt(100), 0, 0, random.nextInt(2_000), 0);
      var at = Instant.parse("2026-10-01T00:00:00Z").plusSeconds(random.nextInt(86_400 * 30));
      calls.add(
          new Call(
              at,
              "anthropic",
              "claude-sonnet-4-5",
              i % 2 == 0 ? "chat" : "code",
              "",
              "",
              "ok",
              -1,
              tokens,
              List.of()));
    }
    return calls;
  }

  @Test
  void theStoredCostsAndThoseOfTheCellsAgree() {
    var study = new Study(Counted.of(CALLS, Books.SHIPPED), Books.SHIPPED);
    var cells =
        study.groups().values().stream()
            .map(Study.Sides::cost)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(cells).isEqualByComparingTo(study.spend());
  }
}
