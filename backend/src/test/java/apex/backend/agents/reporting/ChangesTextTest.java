package apex.backend.agents.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.agents.optimization.Optimized;
import apex.spend.analysis.Action;
import apex.spend.analysis.Confidence;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.analysis.Saving;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the answer says of many findings: few lines, and nothing lost on the way.
class ChangesTextTest {
  private static final Pattern AMOUNT = Pattern.compile("(?m)^\\d\\. \\*\\*\\$([0-9.]+)\\*\\*");

  @Test
  void theFewThatAddMostAreListedAndTheOthersSummedUp() {
    var text = written(changes(9));
    assertThat(text).contains("9 changes together save", "is what 4 more add together.");
    assertThat(text.lines().filter(line -> line.matches("\\d\\. .*"))).hasSize(6);
    assertThat(text).contains("change 9").doesNotContain("change 4");
  }

  @Test
  void theShownAmountsAddUpToTheJointSaving() {
    var changes = changes(7);
    var shown =
        AMOUNT
            .matcher(written(changes))
            .results()
            .map(found -> new BigDecimal(found.group(1)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(shown).isEqualByComparingTo("28.02");
    assertThat(written(changes)).contains("**$28.02**, 28.0 % of the spend");
  }

  @Test
  void theNaiveSumIsStruckThrough() {
    assertThat(written(changes(3))).contains("Not ~~$1,000.00~~, their plain sum");
    assertThat(written(changes(1))).doesNotContain("~~");
  }

  @Test
  void everyListedChangeNamesItsFindingItsEvidenceAndItsAction() {
    assertThat(written(changes(2)))
        .contains("change 2 (f2, measured) [e12] **Do** (a2, hours): Take step 2.");
  }

  @Test
  void whereNothingCountsWhatWasAskedForComesFirst() {
    var forecast = finding(1, "forecast", Confidence.ESTIMATED, false, "0");
    var text = new Markdown();
    var driver = finding(2, "spend_drivers", Confidence.MEASURED, false, "0");
    var found =
        new ChangesText(
            optimized(List.of(driver, forecast)),
            List.of(),
            BigDecimal.TEN,
            List.of("forecast", "spend_drivers"));
    found.writeAnswer(text);
    assertThat(text.toString()).contains("## Worth knowing", "- change 1 (f1) [e11]\n- change 2");
    var later = new Markdown();
    found.write(later);
    assertThat(later.toString()).doesNotContain("change 1");
  }

  @Test
  void ofOptionsTheLargestOfEachKindIsShown() {
    var options =
        List.of(
            finding(1, "model_option", Confidence.HYPOTHESIS, false, "90"),
            finding(2, "model_option", Confidence.HYPOTHESIS, false, "80"),
            finding(3, "superseded_model", Confidence.HYPOTHESIS, false, "5"));
    assertThat(written(options))
        .contains(
            "need a decision or an experiment first: 3 options",
            "$90.00 by model option (f1) [e11]; $5.00 by superseded model (f3) [e13].")
        .doesNotContain("$80.00", "How to spend less");
  }

  @Test
  void aColumnOfNumbersIsSetToTheRight() {
    var rows = List.of(List.of("gpt-4o", "1,549", "20.6 %"), List.of("o3", "$3.10", "0.1 %"));
    assertThat(new Markdown().table(List.of("Model", "Cost", "Share"), rows).toString())
        .contains("| --- | ---: | ---: |");
  }

  @Test
  void whatLooksLikeAnAddressOrAnEntityStaysText() {
    assertThat(Markdown.escaped("www.x.org &lt; a@b ~~c~~ 1. http://y"))
        .isEqualTo("www\\.x.org \\&lt; a\\@b \\~\\~c\\~\\~ 1. http\\://y");
    assertThat(Markdown.escaped("- no item")).isEqualTo("\\- no item");
  }

  @Test
  void aTitleIsShownAndNeverObeyed() {
    var hostile =
        new Finding(
            "f1",
            "kind",
            "route ](javascript:alert) <script>",
            Confidence.MEASURED,
            true,
            Map.of(),
            saving("3"),
            List.of(),
            List.of(),
            List.of(),
            List.of("e11"),
            "a1",
            Map.of());
    assertThat(written(List.of(hostile))).contains("\\](javascript:alert) \\<script\\>");
  }

  private static String written(List<Finding> findings) {
    var text = new Markdown();
    new ChangesText(optimized(findings), actions(findings), new BigDecimal("100"), List.of())
        .write(text);
    return text.toString();
  }

  /// Number n of them saves n dollars and a fraction of a cent.
  private static List<Finding> changes(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> finding(n, "kind", Confidence.MEASURED, true, n + ".003"))
        .toList();
  }

  private static Optimized optimized(List<Finding> findings) {
    var levers =
        findings.stream()
            .filter(Finding::countsInTotal)
            .map(f ->
                new JointSaving.Lever(f.id(), f.kind(), f.saving().p50Usd(), f.saving().p50Usd()))
            .toList();
    var sum =
        levers.stream().map(JointSaving.Lever::p50Usd).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Optimized(
        findings,
        List.of(),
        new JointSaving(sum, sum, sum, new BigDecimal("1000"), levers),
        Map.of(),
        List.of());
  }

  private static Finding finding(
      int number, String kind, Confidence confidence, boolean counts, String usd) {
    return new Finding(
        "f" + number,
        kind,
        "change " + number,
        confidence,
        counts,
        Map.of(),
        saving(usd),
        List.of(),
        List.of(),
        List.of(),
        List.of("e" + (10 + number)),
        "a" + number,
        Map.of());
  }

  private static Saving saving(String usd) {
    var amount = new BigDecimal(usd);
    return new Saving(amount, amount, amount, 0.1, "period");
  }

  private static List<Action> actions(List<Finding> findings) {
    var actions = new ArrayList<Action>();
    for (int i = 0; i < findings.size(); i++) actions.add(action(findings.get(i)));
    return actions;
  }

  private static Action action(Finding finding) {
    return new Action(
        finding.action(),
        finding.id(),
        List.of("Take step %s.".formatted(finding.id().substring(1)), "Take another."),
        Action.Effort.HOURS,
        List.of(),
        "See.",
        "Take it back.");
  }
}
