package apex.ops.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void halfWayShowsRateAndTimeLeft() {
    assertThat(Progress.line(5_000_000, 10_000_000, 5 * SECOND, "a.csv"))
        .isEqualTo(
            "a.csv  [############------------]  50 %  5.0 MB of 10.0 MB  1.0 MB/s  0:05 left");
  }

  @Test
  void anUnknownSizeShowsNoTimeLeft() {
    assertThat(Progress.line(2_000, -1, SECOND, "standard input"))
        .isEqualTo("standard input  2.0 kB  2.0 kB/s");
  }

  @Test
  void allSentWaitsForTheAnswer() {
    assertThat(Progress.line(10, 10, SECOND, "a.csv")).endsWith("waiting for the answer");
  }
}
