package apex.launcher.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// The calls of one day. Each call draws the same random numbers whatever is avoided, so that a run
/// without a waste differs from the plain one by that waste alone.
final class SampleDay {
  private static final int DAY_SECONDS = 86_400;
  private static final int LAST_START_SECONDS = DAY_SECONDS - 5_400;
  private static final int USERS = 60;
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /// A step of long-context prices of Google's Pro models.
  private static final int STEP = 200_000;

  private static final int LONGER_SINCE = 18;
  private static final int LONGER_BY = 2_000;
  private static final int SYNC_BROKE = 14;
  private static final int KEPT_TURNS = 6;
  private static final int SUMMARY = 600;

  private final Instant start;
  private final int day;
  private final long seed;
  private final Set<Waste> avoided;
  private final Set<String> only;
  private final List<SampleCall> calls = new ArrayList<>();
  private final PromptCache assistCache = new PromptCache(TEN_MINUTES, false);
  private final PromptCache supportCache = new PromptCache(FIVE_MINUTES, true);

  /// @param day of the month, from 0
  /// @param only the routes that are wanted; empty for all
  SampleDay(Instant start, int day, long seed, Set<Waste> avoided, Set<String> only) {
    this.start = start;
    this.day = day;
    this.seed = seed;
    this.avoided = avoided;
    this.only = only;
  }

  /// `count` calls and `storm` more in the order of time; fewer when what is avoided were calls.
  List<SampleCall> calls(int count, int storm) {
    var before = 0;
    var shares = 0;
    for (var workload : Workload.values()) {
      shares += workload.share;
      var upTo = (int) ((long) count * shares / Workload.SHARES);
      if (wanted(workload)) fill(workload, upTo - before);
      before = upTo;
    }
    if (wanted(Workload.HOOKS) && !avoided.contains(Waste.WEBHOOK_STORM)) storm(storm);
    calls.sort(Comparator.comparing(SampleCall::at));
    return cached();
  }

  private boolean wanted(Workload workload) {
    return only.isEmpty() || only.contains(workload.route);
  }

  private void fill(Workload workload, int count) {
    var random = random(workload);
    var left = count;
    while (left > 0) left -= converse(workload, random, left);
  }

  private SplittableRandom random(Workload workload) {
    return new SplittableRandom(mixed(seed, start.getEpochSecond(), workload.ordinal()));
  }

  /// One conversation of at most `most` calls, wasted ones included; returns how many it took.
  private int converse(Workload workload, SplittableRandom random, int most) {
    var thread = random.nextLong();
    var user = user(random);
    var turns =
        workload == Workload.AGENT
            ? workload.turnsMost / 2 + random.nextInt(workload.turnsMost / 2)
            : 1 + random.nextInt(workload.turnsMost);
    var at = start.plusSeconds(offset(workload, random));
    var input = workload.fixedBlocks * PromptCache.BLOCK_TOKENS;
    var kept = 0;
    var taken = 0;
    for (int turn = 0; turn < turns && taken < most; turn++) {
      var draws = new Draws(random);
      at = at.plusMillis(20_000 + draws.pause());
      input += within(workload.message, random);
      if (turn == KEPT_TURNS - 1) kept = input;
      var sent = sent(workload, turn, input, kept);
      var call = call(workload, random, at, user, thread, sent, draws);
      taken += 1 + wasted(workload, call, draws, most - taken - 1);
      calls.add(call);
      input += call.output();
    }
    return taken;
  }

  /// What is drawn for each call whether it is needed or not.
  private record Draws(int percent, int pause, int gap, long prompt) {
    Draws(SplittableRandom random) {
      this(random.nextInt(100), random.nextInt(70_000), random.nextInt(600), random.nextLong());
    }
  }

  private int sent(Workload workload, int turn, int input, int kept) {
    boolean compacted = workload == Workload.AGENT && avoided.contains(Waste.UNCOMPACTED_HISTORY);
    return compacted && turn >= KEPT_TURNS ? Math.min(input, kept + SUMMARY) : input;
  }

  /// Adds the calls that were made for nothing beside this one, `most` of them at most; returns how
  /// many there would be, whatever is avoided.
  private int wasted(Workload workload, SampleCall call, Draws draws, int most) {
    if (most < 1) return 0;
    return switch (workload) {
      case SUPPORT -> draws.percent < 4 ? once(Waste.BLIND_RETRIES, failedBefore(call)) : 0;
      case FAQ ->
          draws.percent < 40
              ? once(Waste.REPEATED_QUESTIONS, again(call, 30 + draws.gap, call.user()))
              : 0;
      case CATALOGUE ->
          draws.percent < 95 ? once(Waste.EMBEDDED_AGAIN, again(call, 600 + draws.gap, "")) : 0;
      case AGENT -> draws.percent < 5 && most >= 3 ? stuck(call) : 0;
      default -> 0;
    };
  }

  private int once(Waste waste, SampleCall wasted) {
    if (!avoided.contains(waste)) calls.add(wasted);
    return 1;
  }

  private int stuck(SampleCall call) {
    if (!avoided.contains(Waste.STUCK_AGENT))
      for (int i = 1; i <= 3; i++) calls.add(again(call, i, call.user()));
    return 3;
  }

  private SampleCall call(
      Workload workload,
      SplittableRandom random,
      Instant at,
      String user,
      long thread,
      int input,
      Draws draws) {
    var output = output(workload, random);
    var reasoning = reasoning(workload, random, output);
    var latency = 180 + output * 9 + random.nextInt(400);
    var lost = random.nextInt(1_000) < 4 && workload != Workload.SUPPORT;
    var abandoned = workload == Workload.DRAFT && draws.percent < 13;
    if (abandoned && avoided.contains(Waste.ABANDONED_DRAFTS)) lost = true;
    var sync = workload == Workload.SYNC && day >= SYNC_BROKE;
    if (sync && avoided.contains(Waste.FORGOTTEN_JOB)) lost = true;
    if (workload == Workload.TESTS && avoided.contains(Waste.TESTS_ON_PAID_MODEL)) lost = true;
    var tokens = lost ? 0 : input(workload, input, draws);
    var hashed = workload.hashed() && !lost;
    return new SampleCall(
        at,
        provider(workload),
        model(workload),
        workload.route,
        workload.scheduled() ? "" : user,
        workload.conversation() ? SampleCall.name("thread", thread) : "",
        workload == Workload.TESTS ? "ci" : "production",
        workload == Workload.CATALOGUE ? "embeddings" : "chat",
        lost || sync ? "error" : abandoned ? "cancelled" : "stop",
        draws.prompt >>> 1 | 1,
        workload == Workload.DIGEST && avoided.contains(Waste.DIGEST_NOT_IN_BATCH) ? "batch" : "",
        tokens,
        0,
        0,
        lost ? 0 : output + reasoning,
        lost ? 0 : reasoning,
        latency,
        lost || sync,
        hashed ? prefix(workload, thread, tokens) : new long[0]);
  }

  private int input(Workload workload, int input, Draws draws) {
    return switch (workload) {
      case SEARCH ->
          day >= LONGER_SINCE && !avoided.contains(Waste.LONGER_SEARCH_PROMPTS)
              ? input + LONGER_BY + draws.gap - 300
              : input;
      case CONTRACTS -> {
        if (draws.percent >= 60) yield input;
        yield avoided.contains(Waste.CONTRACTS_ABOVE_THE_STEP) ? STEP : STEP + 50 + draws.gap * 12;
      }
      default -> input;
    };
  }

  private int reasoning(Workload workload, SplittableRandom random, int output) {
    var usual = 20 + random.nextInt(40);
    if (workload == Workload.REPORT) return output * usual / 100;
    if (workload != Workload.PLANNER) return 0;
    var hard = 2_000 + random.nextInt(3_000);
    return avoided.contains(Waste.HARD_THINKING) ? hard * (20 + usual / 2) / 100 : hard;
  }

  /// The same request a little later, answered as before.
  private static SampleCall again(SampleCall call, int secondsLater, String user) {
    return copy(call, call.at().plusSeconds(secondsLater), user, call.failed());
  }

  /// The same prompt a little earlier, answered in full and then lost on the way.
  private static SampleCall failedBefore(SampleCall call) {
    return copy(call, call.at().minusMillis(4_000), call.user(), true);
  }

  private static SampleCall copy(SampleCall call, Instant at, String user, boolean failed) {
    return new SampleCall(
        at,
        call.provider(),
        call.model(),
        call.route(),
        user,
        call.conversation(),
        call.environment(),
        call.operation(),
        failed ? "error" : call.finish(),
        call.prompt(),
        call.tier(),
        call.input(),
        0,
        0,
        call.output(),
        call.reasoning(),
        call.latencyMs(),
        failed,
        call.prefix());
  }

  /// Four hours of one afternoon, the webhook's calls and nothing else.
  private void storm(int count) {
    var random = new SplittableRandom(mixed(seed, start.getEpochSecond(), 1_000));
    for (int i = 0; i < count; i++) {
      var draws = new Draws(random);
      var at = hour(14).plusMillis(random.nextLong(4 * 3_600_000L - 60_000));
      var input = within(Workload.HOOKS.message, random) * 40;
      calls.add(call(Workload.HOOKS, random, at, "", random.nextLong(), input, draws));
    }
  }

  private String provider(Workload workload) {
    return workload == Workload.TRANSLATE && avoided.contains(Waste.DEAR_PROVIDER)
        ? "openrouter"
        : workload.provider;
  }

  private String model(Workload workload) {
    if (workload == Workload.TAGS && avoided.contains(Waste.LARGE_MODEL_FOR_TAGS))
      return "gpt-4o-mini";
    if (workload == Workload.MINUTES && avoided.contains(Waste.SUPERSEDED_MINUTES))
      return "claude-opus-4-5";
    return workload.model;
  }

  private int output(Workload workload, SplittableRandom random) {
    var usual = within(workload.answer, random);
    var tail = 5_000 + random.nextInt(11_000);
    var runsOn = random.nextInt(12) == 0;
    return workload == Workload.REPORT && runsOn && !avoided.contains(Waste.UNCAPPED_REPORTS)
        ? tail
        : usual;
  }

  /// Conversations only ever grow, so a block's hash is that of all before it too.
  private long[] prefix(Workload workload, long thread, int input) {
    var hashes = new long[input / PromptCache.BLOCK_TOKENS];
    for (int i = 0; i < hashes.length; i++)
      hashes[i] = mixed(i < workload.fixedBlocks ? workload.ordinal() : thread, seed, i) >>> 11;
    return hashes;
  }

  /// OpenAI caches by itself; the support chat's provider only when told to.
  private List<SampleCall> cached() {
    return calls.stream().map(this::cached).toList();
  }

  private SampleCall cached(SampleCall call) {
    if (call.route().equals(Workload.ASSIST.route)) return assistCache.pass(call);
    return call.route().equals(Workload.SUPPORT.route)
            && avoided.contains(Waste.UNCACHED_CONVERSATIONS)
        ? supportCache.pass(call)
        : call;
  }

  /// Seconds into the day: at a set hour for what is scheduled, around the afternoon for the rest.
  private int offset(Workload workload, SplittableRandom random) {
    var bell = (int) ((random.nextDouble() + random.nextDouble() + random.nextDouble()) * 16_000);
    var anywhere = random.nextInt(DAY_SECONDS);
    var usual = random.nextInt(5) == 0 ? anywhere : 26_000 + bell;
    var second =
        switch (workload) {
          case DIGEST -> 3_600 + anywhere / 14;
          case CLASSIFY -> avoided.contains(Waste.DEAR_HOURS) ? 62_000 + anywhere / 24 : usual;
          default -> usual;
        };
    return Math.min(since(second), LAST_START_SECONDS);
  }

  private int since(int secondOfDay) {
    var startOfWindow = start.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    return Math.floorMod(secondOfDay - startOfWindow, DAY_SECONDS);
  }

  private Instant hour(int hour) {
    return start.plusSeconds(Math.min(since(hour * 3_600), DAY_SECONDS - 4 * 3_600));
  }

  /// A few users ask a lot.
  private String user(SplittableRandom random) {
    var one = Math.min(random.nextInt(USERS), random.nextInt(USERS));
    return SampleCall.name("user", mixed(seed, one, 7));
  }

  private static int within(Workload.Span span, SplittableRandom random) {
    return span.least() + random.nextInt(span.most() - span.least() + 1);
  }

  private static long mixed(long a, long b, long c) {
    return new SplittableRandom(a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL + c).nextLong();
  }
}
