package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final Saving NOTHING =
      new Saving(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0, "period");

  @Test
  void aHypothesisCannotCount() {
    assertThatThrownBy(() -> finding(Confidence.HYPOTHESIS, true, List.of("e1")))
        .hasMessageContaining("hypothesis");
  }

  @Test
  void aFindingWithoutEvidenceIsRefused() {
    assertThatThrownBy(() -> finding(Confidence.MEASURED, true, List.of()))
        .hasMessageContaining("evidence");
  }

  @Test
  void anIntervalThatDescendsIsRefused() {
    assertThatThrownBy(
            () -> new Saving(BigDecimal.TWO, BigDecimal.ONE, BigDecimal.TEN, 0, "period"))
        .hasMessageContaining("ascend");
  }

  private static Finding finding(Confidence confidence, boolean counts, List<String> evidence) {
    return new Finding(
        "f1",
        "kind",
        "title",
        confidence,
        counts,
        Map.of(),
        NOTHING,
        List.of(),
        List.of(),
        List.of(),
        evidence,
        "a1",
        Map.of());
  }
}
