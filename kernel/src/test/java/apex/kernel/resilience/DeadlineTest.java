package apex.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void withoutOneAWaitIsAsLongAsItWants() {
    assertThat(Deadline.current()).isEmpty();
    assertThat(Deadline.within(LONG)).isEqualTo(LONG);
  }

  @Test
  void itBoundsEveryWaitWithinTheWork() {
    var left = Deadline.in(Duration.ofSeconds(5)).during(() -> Deadline.within(LONG));
    assertThat(left).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aLaterOneDoesNotLengthenIt() {
    var left =
        Deadline.in(Duration.ofSeconds(5))
            .during(() -> Deadline.in(LONG).during(() -> Deadline.within(LONG)));
    assertThat(left).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void itIsToldInMilliseconds() {
    assertThat(Deadline.told(Optional.of("2000")).orElseThrow().left())
        .isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
    assertThat(Deadline.told(Optional.empty())).isEmpty();
  }

  @Test
  void nonsenseIsRefusedWithTheRule() {
    for (var wrong : new String[] {"", "-1", "soon", "3600001", "99999999999999999999", "1.5"})
      assertThatThrownBy(() -> Deadline.told(Optional.of(wrong)))
          .as(wrong)
          .isInstanceOfSatisfying(
              ApexException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
          .hasMessage(
              "X-Apex-Deadline-Ms must be whole milliseconds from 0 to 3600000, was '"
                  + wrong
                  + "'");
  }
}
