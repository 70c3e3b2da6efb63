package apex.spend.proof;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.Books;
import apex.spend.analysis.Analyses;
import apex.spend.analysis.Study;
import apex.spend.count.Counted;
import apex.spend.figures.InputSet;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProofTest {
  @Test
  void computedAgainFromTheSameCallsEveryEvidenceHolds() {
    var was = evidence(calls(400));
    var now = evidence(calls(400));
    assertThat(was).hasSizeGreaterThan(10);
    was.forEach((id, evidence) ->
        assertThat(Proof.compare(evidence, now.get(id)))
            .isEqualTo(new Proof.Holds(evidence.value())));
  }

  @Test
  void aChangedRowIsNamed() {
    var proof = Proof.compare(evidence(calls(400)).get("e1"), evidence(calls(401)).get("e1"));
    assertThat(proof)
        .isInstanceOfSatisfying(
            Proof.Differs.class,
            differs -> {
              assertThat(differs.was()).isNotEqualTo(differs.is());
              assertThat(differs.because()).contains("rows: was 400, is 401");
            });
  }

  @Test
  void anotherValueFromTheSameInputsIsCalledABug() {
    var one = evidence("e1", "1", "usd");
    var other = evidence("e1", "2", "usd");
    assertThat(((Proof.Differs) Proof.compare(one, other)).because())
        .singleElement()
        .asString()
        .contains("bug");
  }

  @Test
  void anotherHashOfTheRowsIsNamedEvenIfTheValueIsTheSame() {
    var one = evidence("e1", "1", "usd");
    var other =
        new Evidence(
            "e1",
            "subject",
            one.template(),
            Map.of(),
            1,
            new InputSet(1, 1, "ff"),
            "book",
            "sum",
            one.sums(),
            "1",
            "usd");
    assertThat(Proof.compare(one, other)).isInstanceOf(Proof.Differs.class);
  }

  private static Map<String, Evidence> evidence(List<Call> calls) {
    var study = new Study(Counted.of(calls, Books.SHIPPED), Books.SHIPPED);
    Analyses.run(study, List.of());
    return study.evidences().byId();
  }

  private static List<Call> calls(int count) {
    var calls = new ArrayList<Call>();
    for (int i = 0; i < count; i++)
      calls.add(
          new Call(
              Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i),
              "openai",
              "gpt-4o",
              i % 2 == 0 ? "chat" : "search",
              "",
              "",
              "ok",
              -1,
              Tokens.of(1_000 + i, i % 300),
              List.of()));
    return calls;
  }

  @Test
  void aValueIsCitedInItsUnit() {
    assertThat(evidence("e1", "1234.567891", "usd").cited(Citable.Measure.SPEND, Set.of()).shown())
        .isEqualTo("$1,234.57");
    assertThat(evidence("e2", "0.4218", "share").cited(Citable.Measure.SHARE, Set.of()).shown())
        .isEqualTo("42.2 %");
    assertThat(evidence("e3", "19366", "calls").cited(Citable.Measure.CALLS, Set.of()).shown())
        .isEqualTo("19,366");
  }

  private static Evidence evidence(String id, String value, String unit) {
    return new Evidence(
        id,
        "subject",
        "spend_total@1",
        Map.of(),
        1,
        new InputSet(1, 1, "00"),
        "book",
        "sum",
        Map.of("output_tokens", "4711"),
        value,
        unit);
  }
}
