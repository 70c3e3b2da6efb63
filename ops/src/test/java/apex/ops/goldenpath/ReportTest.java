package apex.ops.goldenpath;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.goldenpath.Check.Outcome;
import apex.ops.protocol.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Check GOOD = new Check("login", Outcome.PASSED, 3.2, "");
  private static final Check SKIPPED = new Check("apart", Outcome.SKIPPED, 0, "no second account");
  private static final Check BAD = new Check("ticket", Outcome.FAILED, 1, "no answer");

  @Test
  void aReportHasItsShape() {
    var report = new Report("http://127.0.0.1:8000", List.of(GOOD, SKIPPED, BAD));
    assertThat(Shapes.faults("golden_path", Json.write(report.wire()))).isEmpty();
  }

  @Test
  void oneFailureFailsTheWalk() {
    assertThat(new Report("x", List.of(GOOD, SKIPPED)).passed()).isTrue();
    assertThat(new Report("x", List.of(GOOD, BAD)).passed()).isFalse();
  }

  @Test
  void aWalkWithoutChecksHasNotPassed() {
    assertThat(new Report("x", List.of()).passed()).isFalse();
  }

  @Test
  void skippedIsCountedApart() {
    assertThat(new Report("x", List.of(GOOD, SKIPPED)).sentence())
        .startsWith("1 passed, 0 failed, 1 skipped");
  }
}
