package apex.backend.agents;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.prices.BuiltInPrices;
import apex.spend.analysis.Analyses;
import apex.spend.analysis.Study;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the analyses are rehearsed with.
final class RehearsedUsageTest {
  @Test
  void theAnalysesFindSomethingInItSoThatTheirCodeIsReallyWalked() {
    var book = BuiltInPrices.read();
    var figures = RehearsedUsage.figures(book, Instant.parse("2026-11-01T00:00:00Z"));
    var advice = Analyses.run(new Study(figures, book, List.of()), List.of());
    assertThat(figures.total().value().unpricedCalls()).isZero();
    assertThat(advice.findings())
        .extracting(finding -> finding.kind())
        .contains("wasted_calls", "prompt_caching", "superseded_model");
    assertThat(advice.refused().keySet()).doesNotContain("anomaly", "wasted_calls");
  }
}
