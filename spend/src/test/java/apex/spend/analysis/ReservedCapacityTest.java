package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.Books;
import apex.spend.count.Counted;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReservedCapacityTest {
  private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");

  @Test
  void withoutAnOfferItRefuses() {
    assertThat(outcome(List.of()))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.send()).contains("RESERVED_CAPACITY"));
  }

  /// Every hour 600,000 input tokens of gpt-4o at $2.50 a million: $1.50 an hour.
  @Test
  void anEvenLoadIsReservedWhenAUnitCostsLessThanItsTokens() {
    var finding = found("openai gpt-4o 10000 1.00");
    assertThat(finding.details()).containsEntry("units", 1).containsEntry("used_share", 1.0);
    // 240 hours at $1.50 by the token or $1.00 reserved
    assertThat(finding.saving().p50Usd()).isEqualByComparingTo("120");
    assertThat(finding.countsInTotal()).isFalse();
  }

  @Test
  void aDearUnitDoesNotPayAndItsBreakEvenIsTold() {
    var finding = found("openai gpt-4o 10000 3.00");
    assertThat(finding.saving().p50Usd()).isZero();
    assertThat(finding.details()).containsEntry("units", 0).containsEntry("break_even_share", 2.0);
  }

  @Test
  void anOfferIsReadOrRefusedWithItsRule() {
    assertThat(Capacity.parse(" openai gpt-4o 50000 12.50 ; azure gpt-4o 1 1 ")).hasSize(2);
    assertThat(Capacity.parse("")).isEmpty();
    assertThatThrownBy(() -> Capacity.parse("openai gpt-4o many 1"))
        .hasMessageContaining("tokens_per_minute")
        .hasMessageContaining("openai gpt-4o many 1");
  }

  private static Finding found(String offer) {
    return ((Outcome.Found) outcome(Capacity.parse(offer))).proposals().getFirst().finding();
  }

  private static Outcome outcome(List<Capacity> offers) {
    var calls = new ArrayList<Call>();
    for (int hour = 0; hour < 240; hour++)
      calls.add(
          new Call(
              START.plusSeconds(3_600L * hour + 60),
              "openai",
              "gpt-4o",
              "chat",
              "",
              "",
              "ok",
              -1,
              Tokens.of(600_000, 0),
              List.of()));
    return new ReservedCapacity()
        .analyse(new Study(Counted.of(calls, Books.SHIPPED), Books.SHIPPED, offers));
  }
}
