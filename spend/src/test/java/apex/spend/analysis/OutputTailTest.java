package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.Books;
import apex.spend.count.Counted;
import apex.spend.figures.Figures;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTailTest {
  @Test
  void theSavingIsTheTokensBeyondTheCapLessWhatIsAskedAgain() {
    var finding = found(calls(1_000, 0, 100, 5_100)).proposals().getFirst().finding();
    // 40 of 1,000 answers are 5,100 tokens instead of 100: 40 x 5,000 at $10 a million
    assertThat(finding.saving().p90Usd()).isEqualByComparingTo("2.000000");
    // 2 % again: 0.98 x 2.00 - 0.02 x (40 x 100 at $10 a million)
    assertThat(finding.saving().p50Usd()).isEqualByComparingTo("1.959200");
    assertThat(finding.saving().p10Usd()).isEqualByComparingTo("1.796000");
    assertThat(finding.confidence()).isEqualTo(Confidence.HYPOTHESIS);
    assertThat(finding.details())
        .containsEntry("cap_tokens", 100L)
        .containsEntry("calls_above", 40L);
    assertThat(finding.countsInTotal()).isFalse();
  }

  @Test
  void aCapThatLosesIsShownAndNotCounted() {
    var proposal = found(calls(1_000, 100_000, 100, 101)).proposals().getFirst();
    assertThat(proposal.finding().saving().p50Usd()).isNegative();
    assertThat(proposal.finding().countsInTotal()).isFalse();
    assertThat(proposal.cuts()).isEmpty();
  }

  @Test
  void tooFewCallsAreRefusedWithTheRule() {
    var outcome = new OutputTail().analyse(study(calls(199, 0, 100, 5_000)));
    assertThat(outcome)
        .isInstanceOfSatisfying(Outcome.Refused.class, no -> assertThat(no.why()).contains("200"));
  }

  @Test
  void answersOfOneLengthHaveNoTail() {
    assertThat(found(calls(1_000, 10, 100, 100)).proposals()).isEmpty();
  }

  @Test
  void aRouteWithAHostileNameStaysInsideItsQuotes() {
    var calls = calls(1_000, 0, 100, 5_100, "x\"\n- evil: true");
    var yaml = found(calls).proposals().getFirst().action().artefacts().getFirst().content();
    assertThat(yaml.lines()).noneMatch(line -> line.strip().startsWith("- evil"));
    assertThat(yaml).contains("x\\\"\\u000a- evil: true");
  }

  private static Outcome.Found found(List<Call> calls) {
    return (Outcome.Found) new OutputTail().analyse(study(calls));
  }

  @Test
  void answersBeyondAGapAreComparedWithTheOthers() {
    var study = new Study(Counted.of(calls(1_000, 10, 100, 5_100), Books.SHIPPED), Books.SHIPPED);
    var finding =
        ((Outcome.Found) new OutputTail().analyse(study)).proposals().getFirst().finding();
    // 40 answers 5,000 tokens too long at $10 a million; the others are all alike
    assertThat(finding.confidence()).isEqualTo(Confidence.ESTIMATED);
    assertThat(finding.saving().p50Usd()).isEqualByComparingTo("2");
    assertThat(finding.saving().p10Usd()).isEqualByComparingTo("2");
    assertThat(finding.countsInTotal()).isTrue();
  }

  /// Without habits: the cap at the 95th percentile alone.
  private static Study study(List<Call> calls) {
    var all = Counted.of(calls, Books.SHIPPED);
    var figures =
        new Figures(
            all.slice(),
            all.book(),
            all.grid(),
            all.shape(),
            all.total(),
            all.byModel(),
            all.byRoute(),
            all.byProvider(),
            all.byDay(),
            all.cells(),
            all.outputs(),
            all.prompts(),
            all.replay());
    return new Study(figures, Books.SHIPPED);
  }

  private static List<Call> calls(int count, long input, long usual, long longest) {
    return calls(count, input, usual, longest, "chat");
  }

  /// One answer in twenty-five is the longest, the others the usual.
  private static List<Call> calls(int count, long input, long usual, long longest, String route) {
    var calls = new ArrayList<Call>();
    for (int i = 0; i < count; i++)
      calls.add(
          new Call(
              Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i),
              "openai",
              "gpt-4o",
              route,
              "",
              "",
              "ok",
              -1,
              Tokens.of(input, i % 25 == 0 ? longest : usual),
              List.of()));
    return calls;
  }
}
