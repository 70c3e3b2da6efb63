package apex.backend.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.stores.postgres.RunEntry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScribeTest {
  private final List<List<RunEntry>> commits = new CopyOnWriteArrayList<>();

  @Test
  void whatGathersDuringACommitIsOneCommitInItsOrder() {
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var scribe =
        new Scribe(entries -> {
          commits.add(entries);
          began.countDown();
          await(goOn);
        });
    scribe.write(entry(0));
    await(began);
    for (int i = 1; i <= 40; i++) scribe.write(entry(i));
    goOn.countDown();
    scribe.flush();
    assertThat(commits).hasSize(2);
    assertThat(commits.getLast())
        .isEqualTo(IntStream.rangeClosed(1, 40).mapToObj(ScribeTest::entry).toList());
  }

  @Test
  void afterACommitThatFailedNothingIsWrittenAndEveryoneIsToldWhy() {
    var scribe =
        new Scribe(_ -> {
          throw new IllegalStateException("no disk");
        });
    scribe.write(entry(1));
    assertThatThrownBy(scribe::flush).hasMessage("no disk");
    assertThatThrownBy(() -> scribe.write(entry(2))).hasMessage("no disk");
    assertThatThrownBy(scribe::flush).hasMessage("no disk");
  }

  @Test
  void whoeverWritesFasterThanCommitsAreMadeWaits() throws Exception {
    var goOn = new CountDownLatch(1);
    var scribe =
        new Scribe(entries -> {
          commits.add(entries);
          await(goOn);
        });
    var writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 3 * Scribe.WAITING_MAX; i++) scribe.write(entry(i));
            });
    assertThat(writer.join(java.time.Duration.ofMillis(200))).isFalse();
    goOn.countDown();
    writer.join();
    scribe.flush();
    assertThat(commits)
        .allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, Scribe.WAITING_MAX));
    assertThat(commits.stream().flatMap(List::stream))
        .containsExactlyElementsOf(
            IntStream.range(0, 3 * Scribe.WAITING_MAX).mapToObj(ScribeTest::entry).toList());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static RunEntry entry(int number) {
    return new RunEntry.Kept("data", "input " + number, "{}");
  }
}
