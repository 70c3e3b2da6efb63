package apex.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTest {
  @Test
  void pausesAreAnywhereUpToABoundThatDoubles() {
    var retry = new Retry(9, Duration.ofMillis(10), Duration.ofMillis(100));
    var random = new Random(7);
    var bounds = new int[] {10, 20, 40, 80, 100, 100};
    for (int attempt = 2; attempt < 2 + bounds.length; attempt++) {
      var longest = Duration.ZERO;
      var shortest = Duration.ofDays(1);
      for (int i = 0; i < 1_000; i++) {
        var pause = retry.pause(attempt, random);
        longest = pause.compareTo(longest) > 0 ? pause : longest;
        shortest = pause.compareTo(shortest) < 0 ? pause : shortest;
      }
      var bound = Duration.ofMillis(bounds[attempt - 2]);
      assertThat(longest).isBetween(bound.multipliedBy(9).dividedBy(10), bound);
      assertThat(shortest).isLessThan(bound.dividedBy(10));
    }
  }

  @Test
  void retriesAreATenthOfTheCallsAndTen() {
    var budget = new RetryBudget();
    int retries = 0;
    for (int call = 0; call < 1_000; call++) {
      budget.called();
      while (budget.spend()) retries++;
    }
    assertThat(retries).isBetween(100, 110);
  }
}
