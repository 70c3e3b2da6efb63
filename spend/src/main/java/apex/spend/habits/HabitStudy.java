package apex.spend.habits;

import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.ToldCall;
import apex.spend.figures.WasteKind;
import apex.spend.price.PriceBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads calls in the order of time and counts their habits. One thread, one pass; holds one entry
/// for each distinct prompt of a day, each distinct embedded text and a number for each ordinary
/// call, so the caller limits the calls.
///
/// Costs are those of the book, the same as were stored when it priced the calls.
public final class HabitStudy {
  /// Words of an environment where nobody is served.
  private static final Set<String> TEST_ENVIRONMENTS =
      Set.of("dev", "development", "test", "testing", "ci", "qa", "staging", "sandbox", "local");

  private static final Set<String> GIVEN_UP =
      Set.of("cancelled", "canceled", "aborted", "abandoned", "client_disconnect");

  /// Within this a prompt answered before could have been answered from a store of answers.
  private static final Duration ANSWER_KEEPS = Duration.ofHours(24);

  private static final int LOOP_MIN = 3;
  private static final Duration HOUR_BINS_FROM = Duration.ofDays(3);

  private final CallPrices prices;
  private final int binSeconds;
  private final Map<CallGroup, GroupTally> groups = new LinkedHashMap<>();
  private final WasteTally waste = new WasteTally();
  private final LinkedHashMap<Prompt, Answered> answered = new LinkedHashMap<>();
  private final Set<Prompt> embedded = new HashSet<>();
  private long calls;
  private long prompts;
  private long environments;
  private long operations;
  private long finishReasons;
  private Optional<Instant> until = Optional.empty();

  public HabitStudy(PriceBook book, Period period) {
    this.prices = new CallPrices(book);
    this.binSeconds = period.length().compareTo(HOUR_BINS_FROM) < 0 ? 60 : 3600;
  }

  private record Prompt(long hash, String model) {}

  /// How a prompt was answered last.
  private static final class Answered {
    private final Instant kept;
    private String conversation;
    private int inConversation = 1;
    private Optional<WasteTally.Entry> second = Optional.empty();

    Answered(Instant at, String conversation) {
      this.kept = at;
      this.conversation = conversation;
    }
  }

  public void take(ToldCall told) {
    var call = told.call();
    until = Optional.of(call.at());
    calls++;
    if (told.promptHash() != 0) prompts++;
    if (!told.environment().isEmpty()) environments++;
    if (!told.operation().isEmpty()) operations++;
    if (!told.finishReason().isEmpty()) finishReasons++;
    var group = new CallGroup(call.provider(), call.model(), call.route());
    var tally = groups.computeIfAbsent(group, key -> new GroupTally());
    var priced = prices.of(call);
    var entry = new WasteTally.Entry(group, told, priced.sides());
    var reason = reason(told, entry);
    reason.ifPresent(kind -> waste.add(kind, entry));
    if (failed(told)) tally.failed(entry);
    else tally.succeeded();
    tally.take(told, priced, reason.isEmpty(), binSeconds);
  }

  private static boolean failed(ToldCall told) {
    return !told.call().status().equals("ok") && !givenUp(told);
  }

  private static boolean givenUp(ToldCall told) {
    return GIVEN_UP.contains(told.finishReason()) || GIVEN_UP.contains(told.call().status());
  }

  private Optional<WasteKind> reason(ToldCall told, WasteTally.Entry entry) {
    if (TEST_ENVIRONMENTS.contains(told.environment()))
      return Optional.of(WasteKind.TEST_ENVIRONMENT);
    if (failed(told))
      return entry.sides().cost().signum() > 0 ? Optional.of(WasteKind.FAILED) : Optional.empty();
    if (givenUp(told)) return Optional.of(WasteKind.ABANDONED);
    return told.promptHash() == 0 ? Optional.empty() : repeated(told, entry);
  }

  private Optional<WasteKind> repeated(ToldCall told, WasteTally.Entry entry) {
    var call = told.call();
    var prompt = new Prompt(told.promptHash(), call.model());
    if (told.operation().equals("embeddings"))
      return embedded.add(prompt) ? Optional.empty() : Optional.of(WasteKind.REEMBEDDED);
    forget(call.at());
    var before = answered.get(prompt);
    if (before != null) return Optional.of(again(before, call.conversation(), entry));
    answered.put(prompt, new Answered(call.at(), call.conversation()));
    return Optional.empty();
  }

  /// Answers are kept for a day, in the order in which they were given.
  private void forget(Instant now) {
    for (var oldest = answered.entrySet().iterator(); oldest.hasNext(); ) {
      if (!oldest.next().getValue().kept.plus(ANSWER_KEEPS).isBefore(now)) return;
      oldest.remove();
    }
  }

  /// The second of three is known to be in a loop only when the third comes.
  private WasteKind again(Answered before, String conversation, WasteTally.Entry entry) {
    if (conversation.isEmpty() || !conversation.equals(before.conversation)) {
      before.conversation = conversation;
      before.inConversation = 1;
      before.second = Optional.empty();
      return WasteKind.DUPLICATE;
    }
    before.inConversation++;
    if (before.inConversation < LOOP_MIN) {
      before.second = Optional.of(entry);
      return WasteKind.DUPLICATE;
    }
    before.second.ifPresent(second -> waste.move(WasteKind.DUPLICATE, WasteKind.LOOP, second));
    before.second = Optional.empty();
    return WasteKind.LOOP;
  }

  /// What was counted so far.
  public Habits habits() {
    var ended = waste.copy();
    var told = new Habits.Told(calls, prompts, environments, operations, finishReasons);
    var habits = new ArrayList<Habits.Group>();
    var cliffs = new ArrayList<Habits.Cliff>();
    var hours = new ArrayList<Habits.Hours>();
    groups.forEach((group, tally) -> {
      tally.dead().forEach(entry -> ended.move(WasteKind.FAILED, WasteKind.ZOMBIE, entry));
      habits.add(tally.group(group));
      cliffs.addAll(tally.cliffs(group));
      tally.hours(group).ifPresent(hours::add);
    });
    return new Habits(
        until, told, binSeconds, habits, ended.sums(), List.copyOf(cliffs), List.copyOf(hours));
  }
}
