package apex.spend.habits;

import apex.spend.figures.Habits;
import apex.spend.figures.ToldCall;
import apex.spend.habits.CallPrices.Priced;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The habits of one model on one route. For one thread.
final class GroupTally {
  private static final Duration DEAD_AFTER = Duration.ofDays(7);
  private static final int DEAD_CALLS_MIN = 20;
  private static final int TURNS_MAX = 64;
  private static final String CUT_OFF = "length";

  private long calls;
  private long withPerson;
  private long embeddings;
  private long cutOff;
  private final TreeMap<Long, long[]> bins = new TreeMap<>();
  private final List<WasteTally.Entry> failedSinceSuccess = new ArrayList<>();
  private final LengthSample answers = new LengthSample();
  private final PromptDrift prompts = new PromptDrift();
  private final Map<String, Integer> turnOf = new HashMap<>();
  private final long[] turnCalls = new long[TURNS_MAX];
  private final long[] turnInput = new long[TURNS_MAX];
  private Optional<Habits.Batch> batch = Optional.empty();
  private final TreeMap<Long, Habits.Cliff> cliffs = new TreeMap<>();
  private Optional<Habits.Hours> hours = Optional.empty();

  void failed(WasteTally.Entry entry) {
    if (entry.sides().cost().signum() > 0) failedSinceSuccess.add(entry);
  }

  void succeeded() {
    failedSinceSuccess.clear();
  }

  /// The calls since the last success, when that is long ago.
  List<WasteTally.Entry> dead() {
    if (failedSinceSuccess.size() < DEAD_CALLS_MIN) return List.of();
    var first = at(failedSinceSuccess.getFirst());
    var last = at(failedSinceSuccess.getLast());
    return Duration.between(first, last).compareTo(DEAD_AFTER) < 0
        ? List.of()
        : List.copyOf(failedSinceSuccess);
  }

  private static Instant at(WasteTally.Entry entry) {
    return entry.told().call().at();
  }

  /// @param ordinary not one of those that were paid for nothing
  void take(ToldCall told, Priced priced, boolean ordinary, int binSeconds) {
    var call = told.call();
    calls++;
    if (!call.user().isEmpty() || !call.conversation().isEmpty()) withPerson++;
    if (told.operation().equals("embeddings")) embeddings++;
    if (told.finishReason().equals(CUT_OFF)) cutOff++;
    bin(told, priced, binSeconds);
    if (ordinary && call.status().equals("ok")) {
      answers.add(call.tokens().output());
      prompts.add(call.at(), call.tokens().input());
    }
    turn(call.conversation(), call.tokens().input());
    priced.batch().ifPresent(other -> batch(priced.sides(), other));
    priced.cut().ifPresent(cut -> cliff(told, priced.sides(), cut));
    priced.cheapest().ifPresent(hour -> hour(priced.sides(), hour));
  }

  private void bin(ToldCall told, Priced priced, int binSeconds) {
    var call = told.call();
    var bin =
        bins.computeIfAbsent(
            Math.floorDiv(call.at().getEpochSecond(), binSeconds), number -> new long[3]);
    bin[0]++;
    bin[1] += call.tokens().input() + call.tokens().output();
    bin[2] += nanos(priced.sides().cost());
  }

  private static long nanos(BigDecimal usd) {
    return usd.movePointRight(9).setScale(0, RoundingMode.DOWN).longValueExact();
  }

  private void turn(String conversation, long input) {
    if (conversation.isEmpty()) return;
    int turn = turnOf.merge(conversation, 1, Integer::sum) - 1;
    if (turn >= TURNS_MAX) return;
    turnCalls[turn]++;
    turnInput[turn] += input;
  }

  private void batch(Habits.Sides now, CallPrices.Batch then) {
    var sum =
        batch.orElseGet(
            () -> new Habits.Batch(0, Habits.Sides.NONE, Habits.Sides.NONE, then.rule()));
    batch =
        Optional.of(
            new Habits.Batch(
                sum.calls() + 1, sum.now().plus(now), sum.then().plus(then.sides()), sum.rule()));
  }

  private void cliff(ToldCall told, Habits.Sides now, CallPrices.Cut cut) {
    long over = told.call().tokens().input() - cut.above();
    cliffs.merge(
        cut.above(),
        new Habits.Cliff("", "", "", cut.above(), 1, over, now, cut.sides()),
        (a, b) ->
            new Habits.Cliff(
                "",
                "",
                "",
                a.above(),
                a.calls() + 1,
                a.tokensOver() + b.tokensOver(),
                a.now().plus(b.now()),
                a.then().plus(b.then())));
  }

  private void hour(Habits.Sides now, CallPrices.Hour then) {
    var sum =
        hours.orElseGet(() ->
            new Habits.Hours("", "", "", 0, Habits.Sides.NONE, Habits.Sides.NONE, then.words()));
    hours =
        Optional.of(
            new Habits.Hours(
                "",
                "",
                "",
                sum.calls() + 1,
                sum.now().plus(now),
                sum.then().plus(then.sides()),
                sum.cheapest()));
  }

  Habits.Group group(CallGroup group) {
    return new Habits.Group(
        group.provider(),
        group.model(),
        group.route(),
        calls,
        withPerson,
        embeddings,
        cutOff,
        bins.entrySet().stream()
            .map(bin ->
                new Habits.Bin(
                    bin.getKey(), bin.getValue()[0], bin.getValue()[1], bin.getValue()[2]))
            .toList(),
        answers.answers(),
        prompts.drift(),
        turns(),
        batch);
  }

  private List<Habits.Turn> turns() {
    var turns = new ArrayList<Habits.Turn>();
    for (int i = 0; i < TURNS_MAX && turnCalls[i] > 0; i++)
      turns.add(new Habits.Turn(i + 1, turnCalls[i], (double) turnInput[i] / turnCalls[i]));
    return List.copyOf(turns);
  }

  List<Habits.Cliff> cliffs(CallGroup group) {
    return cliffs.values().stream()
        .map(cliff ->
            new Habits.Cliff(
                group.provider(),
                group.model(),
                group.route(),
                cliff.above(),
                cliff.calls(),
                cliff.tokensOver(),
                cliff.now(),
                cliff.then()))
        .toList();
  }

  Optional<Habits.Hours> hours(CallGroup group) {
    return hours.map(sum ->
        new Habits.Hours(
            group.provider(),
            group.model(),
            group.route(),
            sum.calls(),
            sum.now(),
            sum.then(),
            sum.cheapest()));
  }
}
