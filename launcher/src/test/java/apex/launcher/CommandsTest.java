package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.protocol.Shapes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands say when no house runs.
class CommandsTest {
  @TempDir Path home;

  @Test
  void wrongUsageIsTwo() throws Exception {
    var launched = Launched.start(home, "up", "--nonsense");
    assertThat(launched.exitCode()).isEqualTo(2);
    assertThat(launched.err()).anyMatch(line -> line.contains("--nonsense"));
  }

  @Test
  void statusOfNothingIsAFinding() throws Exception {
    var launched = Launched.start(home, "status", "--json");
    assertThat(launched.exitCode()).isEqualTo(1);
    assertThat(launched.out()).hasSize(1);
    assertThat(Shapes.faults("status", launched.out().getFirst())).isEmpty();
    assertThat(launched.out().getFirst()).contains("\"stopped\"");
  }

  @Test
  void downOfNothingIsWell() throws Exception {
    var launched = Launched.start(home, "down");
    assertThat(launched.exitCode()).isZero();
    assertThat(launched.out()).containsExactly("No house runs in %s.".formatted(home));
  }

  @Test
  void helpTeachesEveryCommand() throws Exception {
    var launched = Launched.start(home, "--help");
    assertThat(launched.exitCode()).isZero();
    assertThat(launched.all()).contains("demo", "up", "down", "status", "ask", "import");
  }
}
