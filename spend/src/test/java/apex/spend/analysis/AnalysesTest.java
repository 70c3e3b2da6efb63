package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.Books;
import apex.spend.Traces;
import apex.spend.count.Counted;
import apex.spend.price.Coverage;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysesTest {
  @Test
  void theAzureConversationTraceGetsFindingsWithIntervalClassEvidenceAndAction() {
    var study = new Study(Counted.of(Traces.azureConversation(), Books.SHIPPED), Books.SHIPPED);
    var advice = Analyses.run(study, List.of());
    for (var finding : advice.findings())
      System.out.printf(
          "measured %s %s %s [%s %s %s] %s%n",
          finding.id(),
          finding.kind(),
          finding.confidence(),
          finding.saving().p10Usd(),
          finding.saving().p50Usd(),
          finding.saving().p90Usd(),
          finding.title());
    System.out.println("measured " + advice.jointSaving() + " refused " + advice.refused());
    assertThat(Usd.text(study.spend())).isEqualTo("96.791325");
    assertThat(advice.findings()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(advice.findings())
        .extracting(Finding::kind)
        .contains(
            "spend_drivers", "input_output_share", "output_tail", "long_prompts", "model_option");
    assertThat(advice.findings())
        .allSatisfy(finding -> {
          assertThat(study.evidences().byId())
              .containsKeys(finding.evidence().toArray(String[]::new));
          assertThat(finding.evidence()).isNotEmpty();
        });
    assertThat(advice.actions())
        .hasSameSizeAs(advice.findings())
        .allSatisfy(action -> {
          assertThat(action.steps()).isNotEmpty();
          assertThat(action.artefacts()).isNotEmpty();
        });
    assertThat(advice.refused())
        .containsOnlyKeys(
            "prompt_caching",
            "exact_duplicates",
            "re_embedding",
            "dev_and_zombie",
            "semantic_duplicates",
            "reasoning_effort",
            "batch",
            "provisioned_throughput");
    assertThat(advice.findings()).extracting(Finding::id).doesNotHaveDuplicates();
  }

  @Test
  void theSameStudyGivesTheSameAdvice() {
    var figures = Counted.of(Traces.mooncake("anthropic", "claude-sonnet-4-5"), Books.SHIPPED);
    var one = new Study(figures, Books.SHIPPED);
    var other = new Study(figures, Books.SHIPPED);
    assertThat(Analyses.run(one, List.of())).isEqualTo(Analyses.run(other, List.of()));
    assertThat(one.evidences().byId()).isEqualTo(other.evidences().byId());
  }

  @Test
  void onlyTheAskedAnalysesRun() {
    var study = new Study(Counted.of(Traces.azureConversation(), Books.SHIPPED), Books.SHIPPED);
    assertThat(Analyses.run(study, List.of("output_tail")).findings())
        .extracting(Finding::kind)
        .containsOnly("output_tail");
  }

  @Test
  void everyTokenOfTheTraceIsPricedByAnUndatedListPrice() {
    var figures = Counted.of(Traces.azureConversation(), Books.SHIPPED);
    var coverage = Coverage.of(figures, Books.SHIPPED);
    assertThat(coverage.tokensPriced()).isEqualTo(1);
    assertThat(coverage.undated()).isEqualTo(1);
    assertThat(coverage.dated()).isZero();
    assertThat(coverage.unpriced()).isEmpty();
    assertThat(coverage.lowUsd()).isEqualByComparingTo("96.791325");
    assertThat(coverage.highUsd().orElseThrow()).isEqualByComparingTo("96.791325");
  }

  @Test
  void anOptionIsNeverInATotal() {
    var study = new Study(Counted.of(Traces.azureConversation(), Books.SHIPPED), Books.SHIPPED);
    var advice = Analyses.run(study, List.of("model_option", "long_prompts"));
    assertThat(advice.findings())
        .isNotEmpty()
        .allSatisfy(finding -> {
          assertThat(finding.confidence()).isEqualTo(Confidence.HYPOTHESIS);
          assertThat(finding.countsInTotal()).isFalse();
          assertThat(finding.saving().p90Usd()).isPositive();
        });
    assertThat(advice.jointSaving().p50Usd()).isZero();
  }

  @Test
  void twoFindingsThatCutTheSameMoneyAreNotCountedTwice() {
    var study = new Study(Counted.of(Traces.azureConversation(), Books.SHIPPED), Books.SHIPPED);
    var output = study.groups().values().iterator().next().output();
    var half = output.divide(BigDecimal.TWO);
    var joint = JointSaving.of(study, List.of(halving(study, half), halving(study, half)));
    assertThat(joint.naiveSumUsd()).isEqualByComparingTo(Usd.text(output));
    assertThat(joint.p50Usd())
        .isEqualByComparingTo(Usd.text(output.multiply(new BigDecimal("0.75"))));
  }

  @Test
  void figuresOfAnotherBookAreRefused() {
    var figures = Counted.of(Traces.azureConversation(), Books.SHIPPED);
    var other =
        Books.SHIPPED.overriding(
            Books.SHIPPED
                .offers(figures.slice().period().to())
                .limit(1)
                .map(o -> o.price())
                .toList());
    assertThatThrownBy(() -> new Study(figures, other)).hasMessageContaining(other.version());
  }

  private static Proposal halving(Study study, BigDecimal half) {
    return new Draft(study, "halving", "half", Confidence.ESTIMATED)
        .saves(half, half, half)
        .evidence("e1")
        .cutting(List.of(new Cut("openai", "gpt-4o", "chat", Cut.Side.OUTPUT, half, half, half)))
        .with(new Plan(List.of("do"), Action.Effort.HOURS, List.of(), "check", "undo"));
  }
}
