package apex.spend.habits;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.Books;
import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.ToldCall;
import apex.spend.figures.WasteKind;
import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;
import apex.spend.usage.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class HabitStudyTest {
  private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
  private final List<ToldCall> calls = new ArrayList<>();

  @Test
  void aPromptAnsweredWithinADayIsADuplicateAndALaterOneIsNot() {
    ask(Duration.ZERO, 7, "ok");
    ask(Duration.ofHours(23), 7, "ok");
    ask(Duration.ofHours(30), 7, "ok");
    assertThat(count(WasteKind.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void aCallAfterAFailureIsNoDuplicate() {
    ask(Duration.ZERO, 7, "error");
    ask(Duration.ofSeconds(4), 7, "ok");
    assertThat(count(WasteKind.DUPLICATE)).isZero();
    assertThat(count(WasteKind.FAILED)).isEqualTo(1);
  }

  @Test
  void aThirdTimeInOneConversationMakesItALoop() {
    for (int i = 0; i < 3; i++) ask(Duration.ofSeconds(i), 7, "ok", "thread", "stop", "production");
    assertThat(count(WasteKind.LOOP)).isEqualTo(2);
    assertThat(count(WasteKind.DUPLICATE)).isZero();
  }

  @Test
  void aFailureThatWasNotBilledIsNoWaste() {
    calls.add(call(Duration.ZERO, 7, "error", "", "error", "production", 0));
    assertThat(studied().waste()).isEmpty();
  }

  @Test
  void aRouteThatFailsForAWeekIsDeadAndOneThatRecoversIsNot() {
    for (int hour = 0; hour < 200; hour += 8) ask(Duration.ofHours(hour), hour + 1, "error");
    assertThat(count(WasteKind.ZOMBIE)).isEqualTo(25);
    ask(Duration.ofHours(201), 900, "ok");
    assertThat(count(WasteKind.ZOMBIE)).isZero();
    assertThat(count(WasteKind.FAILED)).isEqualTo(25);
  }

  @Test
  void aCallHasOneReasonAtMost() {
    for (int i = 0; i < 4; i++) ask(Duration.ofSeconds(i), 7, "error", "thread", "cancelled", "ci");
    assertThat(studied().waste())
        .singleElement()
        .satisfies(waste -> {
          assertThat(waste.kind()).isEqualTo(WasteKind.TEST_ENVIRONMENT);
          assertThat(waste.calls()).isEqualTo(4);
          assertThat(waste.about()).isEqualTo("ci");
        });
  }

  @Test
  void aFewAnswersBeyondAGapRunOnAndAnEvenSpreadDoesNot() {
    for (int i = 0; i < 200; i++) answer(i, i % 20 == 0 ? 9_000 + i : 100 + i);
    var answers = studied().groups().getFirst().answers().orElseThrow();
    assertThat(answers.runaway().count()).isEqualTo(10);
    assertThat(answers.longestUsual()).isEqualTo(299);
    calls.clear();
    for (int i = 0; i < 200; i++) answer(i, 100 + 10 * i);
    assertThat(studied().groups().getFirst().answers().orElseThrow().runaway().count()).isZero();
  }

  @Test
  void longerPromptsFromADayOnAreADriftAndOneWildDayIsNot() {
    days(day -> day >= 15 ? 1_500 : 1_000);
    var drift = studied().groups().getFirst().drift().orElseThrow();
    assertThat(drift.since()).isEqualTo(LocalDate.parse("2026-10-16"));
    calls.clear();
    days(day -> day == 15 ? 40_000 : 1_000);
    assertThat(studied().groups().getFirst().drift()).isEmpty();
  }

  /// Twenty calls a day, about so long.
  private void days(IntUnaryOperator input) {
    for (int day = 0; day < 30; day++)
      for (int i = 0; i < 20; i++)
        calls.add(
            call(
                Duration.ofDays(day).plusMinutes(i),
                1 + day * 100 + i,
                "ok",
                "",
                "stop",
                "production",
                input.applyAsInt(day) + 10 * i));
  }

  @Test
  void thePriceOfTheMomentIsTheCallsOwn() {
    ask(Duration.ZERO, 7, "error");
    var waste = studied().waste().getFirst();
    // gpt-4o: 1,000 tokens at $2.50 and 100 at $10 a million
    assertThat(waste.sides().input()).isEqualByComparingTo("0.0025");
    assertThat(waste.sides().output()).isEqualByComparingTo("0.001");
  }

  private Habits studied() {
    var study =
        new HabitStudy(
            Books.SHIPPED, new Period(START, START.plus(Duration.ofDays(30)), ZoneOffset.UTC));
    calls.forEach(study::take);
    return study.habits();
  }

  private long count(WasteKind kind) {
    return studied().waste().stream()
        .filter(waste -> waste.kind() == kind)
        .mapToLong(Habits.Waste::calls)
        .sum();
  }

  private void ask(Duration after, long prompt, String status) {
    ask(after, prompt, status, "", "stop", "production");
  }

  private void ask(
      Duration after, long prompt, String status, String thread, String finish, String where) {
    calls.add(call(after, prompt, status, thread, finish, where, 1_000));
  }

  private static ToldCall call(
      Duration after,
      long prompt,
      String status,
      String thread,
      String finish,
      String where,
      long input) {
    return new ToldCall(
        new Call(
            START.plus(after),
            "openai",
            "gpt-4o",
            "chat",
            "ada",
            thread,
            status,
            -1,
            Tokens.of(input, input / 10),
            List.of()),
        new Circumstances(where, "chat", finish, prompt));
  }

  private void answer(int second, long output) {
    calls.add(
        ToldCall.of(
            new Call(
                START.plusSeconds(second),
                "openai",
                "gpt-4o",
                "chat",
                "",
                "",
                "ok",
                -1,
                Tokens.of(10, output),
                List.of())));
  }
}
