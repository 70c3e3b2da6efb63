package apex.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TickTest {
  private final Tick tick = new Tick();

  @Test
  void aPauseEndsByItself() {
    assertThat(tick.pause(Duration.ofMillis(1))).isTrue();
    assertThat(tick.stopped()).isFalse();
  }

  @Test
  void closingEndsALongPauseAtOnce() throws InterruptedException {
    var waiting = Thread.ofVirtual().start(() -> tick.pause(Duration.ofHours(1)));
    tick.close();
    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    assertThat(tick.pause(Duration.ofHours(1))).isFalse();
    assertThatCode(tick::close).doesNotThrowAnyException();
  }

  @Test
  void anInterruptEndsItAndStaysVisible() {
    Thread.currentThread().interrupt();
    assertThat(tick.pause(Duration.ofHours(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
