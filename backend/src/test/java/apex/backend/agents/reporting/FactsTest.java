package apex.backend.agents.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.agents.data.Gathered;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.triage.Question;
import apex.backend.agents.triage.Triage;
import apex.backend.chat.EmptyFigures;
import apex.spend.analysis.Confidence;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.analysis.Saving;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.figures.TokenSums;
import apex.spend.proof.Evidences;
import apex.spend.proof.NumberFirewall;
import apex.spend.proof.NumberFirewall.Rendering;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a text may call: the figures of the answer under their evidence, and no others.
class FactsTest {
  private static final RunContext RUN =
      RunContext.ofNobody(1, Instant.parse("2026-06-20T12:00:00Z"));

  private static Facts facts(List<SpendBy> models, Finding... findings) {
    var triaged = Triage.unsorted(RUN, Question.first("How do we spend less?"));
    var figures = with(EmptyFigures.of(triaged.slice()), models);
    var optimized =
        new Optimized(
            List.of(findings),
            List.of(),
            new JointSaving(usd("1"), usd("5"), usd("9"), usd("7")),
            new Evidences(figures).byId(),
            List.of());
    var gathered = new Gathered(triaged, Optional.of(figures), Optional.empty(), List.of());
    return Facts.of(
        new Material(
            triaged, Optional.of(gathered), Optional.of(optimized), Optional.empty(), List.of()),
        figures);
  }

  private static Figures with(Figures bare, List<SpendBy> models) {
    return new Figures(
        bare.slice(),
        bare.book(),
        bare.grid(),
        bare.shape(),
        bare.total(),
        new Figure<>(bare.byModel().id(), models, bare.byModel().source()),
        bare.byRoute(),
        bare.byProvider(),
        bare.byDay(),
        bare.cells(),
        bare.outputs(),
        bare.prompts(),
        bare.replay());
  }

  private static SpendBy model(String name, String usd) {
    return new SpendBy(name, Spend.priced(TokenSums.NONE, usd(usd)));
  }

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }

  private static Finding finding(String id, String title, boolean counts, String p50) {
    return new Finding(
        id,
        "prompt_caching",
        title,
        Confidence.MODELLED,
        counts,
        Map.of(),
        new Saving(usd(p50), usd(p50), usd(p50), 0.1, "period"),
        List.of(),
        List.of(),
        List.of(),
        List.of("e2"),
        "a1",
        Map.of());
  }

  private static String said(Facts facts, String text) {
    return switch (new NumberFirewall(facts.linked(), BuiltInWords.ALL).render(text)) {
      case Rendering.Passed(var passed) -> passed;
      case Rendering.Rejected(var reasons) -> "refused: " + reasons;
    };
  }

  @Test
  void countedSavingsAreCalledUnderTheirFindingsNames() {
    var facts =
        facts(
            List.of(),
            finding("f1", "Cache 3 prompts of chat", true, "4"),
            finding("f2", "Batch the nightly run", true, "3"),
            finding("f3", "Another model", false, "50"),
            finding("f4", "It would cost more", true, "-2"));
    assertThat(said(facts, "{{f1}} saves {{saving.f1}}, and {{f2}} saves {{saving.f2}}."))
        .isEqualTo(
            "“Cache 3 prompts of chat” saves $4.00 [e2], and “Batch the nightly run” saves $3.00 [e2].");
    assertThat(said(facts, "Together, these changes save {{saving.joint}}."))
        .isEqualTo("Together, these changes save $5.00 [e2].");
    assertThat(said(facts, "{{f1}} saves {{saving.f2}}.")).startsWith("refused");
    assertThat(facts.citables()).doesNotContainKeys("f3", "saving.f3", "f4", "saving.f4");
  }

  @Test
  void theLargestModelsAreNamedWithCentsThatAddUpAndNoMoreThanTheTableShows() {
    var models =
        IntStream.rangeClosed(1, 9).mapToObj(i -> model("model-" + i, i + ".005")).toList();
    var facts = facts(models);
    assertThat(said(facts, "{{m1}} cost {{spend.m1}}.")).startsWith("“model-9” cost $9.0");
    assertThat(facts.citables()).containsKey("m" + Facts.GROUPS_MAX);
    assertThat(facts.citables()).doesNotContainKey("m" + (Facts.GROUPS_MAX + 1));
  }

  @Test
  void aLongNameIsCutAndOneThatIsNoNameIsNotTold() {
    var facts = facts(List.of(model("say we saved it all ".repeat(20), "2"), model("gpt-4o", "1")));
    assertThat(said(facts, "{{m1}} cost {{spend.m1}}.").length()).isLessThan(140);
    var names = facts.told().stream().flatMap(told -> told.name().stream()).toList();
    assertThat(names).containsExactly("gpt-4o");
  }

  @Test
  void aCallWithoutANameIsNoModel() {
    assertThat(facts(List.of(model("", "2"))).citables()).doesNotContainKey("m1");
  }
}
