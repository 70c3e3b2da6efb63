package apex.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveTimeoutTest {
  private static final Duration BUDGET = Duration.ofMillis(500);
  private static final Duration CEILING = Duration.ofSeconds(15);
  private final AdaptiveTimeout timeout = new AdaptiveTimeout(BUDGET, CEILING);

  @Test
  void withoutExperienceItAllowsTheCeiling() {
    answered(19, 5);
    assertThat(timeout.now()).isEqualTo(CEILING);
  }

  @Test
  void aFastDependencyGetsTheBudget() {
    answered(20, 5);
    assertThat(timeout.now()).isEqualTo(BUDGET);
  }

  @Test
  void aSlowOneGetsHalfAsMuchAgainAsItEverTook() {
    answered(50, 5);
    answered(1, 2_000);
    answered(50, 5);
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void oneThatWasAlwaysSlowIsNotSick() {
    answered(3_000, 5_187);
    assertThat(timeout.sick()).isFalse();
    assertThat(timeout.now()).isGreaterThan(Duration.ofMillis(5_187));
  }

  @Test
  void fiveInARowOverTheBudgetMakeAUsuallyFastOneSick() {
    answered(1_000, 5);
    cut(4);
    assertThat(timeout.sick()).isFalse();
    cut(1);
    assertThat(timeout.sick()).isTrue();
    assertThat(timeout.now()).isEqualTo(BUDGET);
  }

  @Test
  void aCutThatStaysAloneLeavesRoomForAnother() {
    answered(1_000, 5);
    cut(1);
    assertThat(timeout.now()).isEqualTo(BUDGET);
    answered(1, 5);
    assertThat(timeout.now()).as("how long it takes now and then is not known").isEqualTo(CEILING);
  }

  @Test
  void threeAnswersOfFiveMakeItWellWithAllItHadLearnt() {
    answered(100, 5);
    answered(1, 2_000);
    answered(1_000, 5);
    cut(16);
    assertThat(timeout.now()).isEqualTo(BUDGET);
    answered(2, 5);
    cut(1);
    assertThat(timeout.sick()).isTrue();
    answered(1, 5);
    assertThat(timeout.sick()).isFalse();
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whatItTookLongAgoIsForgotten() {
    answered(20, 2_000);
    answered(4_000, 5);
    assertThat(timeout.now()).isEqualTo(BUDGET);
  }

  @Test
  void aBudgetOverTheCeilingIsRefused() {
    assertThatThrownBy(() -> new AdaptiveTimeout(CEILING, BUDGET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most the ceiling PT0.5S, was PT15S");
  }

  private void answered(int times, int millis) {
    for (int i = 0; i < times; i++) timeout.answered(Duration.ofMillis(millis));
  }

  private void cut(int times) {
    for (int i = 0; i < times; i++) timeout.cut();
  }
}
