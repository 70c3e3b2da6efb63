package apex.backend.ingestion.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainPaceTest {
  private static final Duration EVERY = Duration.ofMillis(300);

  private final DrainPace pace = new DrainPace(EVERY);

  @Test
  void aQuickBatchWaitsUntilTheNextIsDue() {
    assertThat(pace.rest(carried(100, 10, 10), 0.1, 1)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aSlowBatchThatKeepsUpIsFollowedAtOnce() {
    assertThat(pace.rest(carried(900, 10, 10), 0.1, 1)).isEqualTo(Duration.ZERO);
  }

  @Test
  void outrunOnABusyMachineItRestsAsLongAsItWorkedAtMostTwoSeconds() {
    assertThat(pace.rest(carried(900, 10, 11), 0.1, 0.95)).isEqualTo(Duration.ofMillis(900));
    assertThat(pace.rest(carried(9_000, 10, 11), 0.1, 0.95)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void outrunWithProcessorsToSpareItGoesOn() {
    assertThat(pace.rest(carried(900, 10, 11), 0.1, 0.5)).isEqualTo(Duration.ZERO);
  }

  @Test
  void fromAHalfFullSpoolOnItGoesOn() {
    assertThat(pace.rest(carried(900, 10, 11), 0.5, 1)).isEqualTo(Duration.ZERO);
  }

  private static DrainPace.Round carried(int millis, long bytes, long came) {
    return new DrainPace.Round(Duration.ofMillis(millis), bytes, came);
  }
}
