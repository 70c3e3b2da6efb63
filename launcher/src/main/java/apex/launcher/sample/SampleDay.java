package apex.launcher.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// The calls of one day. Each call draws the same random numbers whatever is avoided, so that a run
/// without a waste differs from the plain one by that waste alone.
final class SampleDay {
  private static final int DAY_SECONDS = 86_400;
  private static final int LAST_START_SECONDS = DAY_SECONDS - 3_600;
  private static final int USERS = 60;
  private static final int REPORT_CAP = 1_500;
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Instant start;
  private final long seed;
  private final Set<Waste> avoided;
  private final List<SampleCall> calls = new ArrayList<>();

  SampleDay(Instant start, long seed, Set<Waste> avoided) {
    this.start = start;
    this.seed = seed;
    this.avoided = avoided;
  }

  /// `count` calls in the order of time; fewer when blind retries are avoided.
  List<SampleCall> calls(int count) {
    var before = 0;
    var shares = 0;
    for (var workload : Workload.values()) {
      shares += workload.share;
      var upTo = (int) ((long) count * shares / Workload.SHARES);
      fill(workload, upTo - before);
      before = upTo;
    }
    calls.sort(Comparator.comparing(SampleCall::at));
    return cached();
  }

  private void fill(Workload workload, int count) {
    var random = new SplittableRandom(mixed(seed, start.getEpochSecond(), workload.ordinal()));
    var left = count;
    while (left > 0) left -= converse(workload, random, left);
  }

  /// One conversation of at most `most` calls, failed ones included; returns how many it took.
  private int converse(Workload workload, SplittableRandom random, int most) {
    var thread = random.nextLong();
    var user = user(random);
    var turns = 1 + random.nextInt(workload.turnsMost);
    var at = start.plusSeconds(offset(workload, random));
    var input = workload.fixedBlocks * PromptCache.BLOCK_TOKENS;
    var taken = 0;
    for (int turn = 0; turn < turns && taken < most; turn++) {
      var fails = random.nextInt(100) < 4;
      at = at.plusMillis(20_000 + random.nextInt(70_000));
      input += within(workload.message, random);
      var call = call(workload, random, at, user, thread, input);
      if (fails && workload == Workload.SUPPORT && taken + 1 < most) {
        taken++;
        if (!avoided.contains(Waste.BLIND_RETRIES)) calls.add(failed(call));
      }
      calls.add(call);
      taken++;
      input += call.output();
    }
    return taken;
  }

  private SampleCall call(
      Workload workload, SplittableRandom random, Instant at, String user, long thread, int input) {
    var output = output(workload, random);
    var reasoning = workload == Workload.REPORT ? output * (20 + random.nextInt(40)) / 100 : 0;
    var latency = 180 + output * 9 + random.nextInt(400);
    var lost = random.nextInt(1_000) < 4 && workload != Workload.SUPPORT;
    return new SampleCall(
        at,
        workload,
        model(workload),
        user,
        workload.conversation() ? SampleCall.name("thread", thread) : "",
        input,
        0,
        0,
        lost ? 0 : output,
        lost ? 0 : reasoning,
        latency,
        lost,
        workload.conversation() ? prefix(workload, thread, input) : new long[0]);
  }

  /// The same prompt a little earlier, answered in full and then lost on the way.
  private static SampleCall failed(SampleCall call) {
    return new SampleCall(
        call.at().minusMillis(4_000),
        call.workload(),
        call.model(),
        call.user(),
        call.conversation(),
        call.input(),
        0,
        0,
        call.output(),
        call.reasoning(),
        call.latencyMs(),
        true,
        call.prefix());
  }

  private String model(Workload workload) {
    return workload == Workload.TAGS && avoided.contains(Waste.LARGE_MODEL_FOR_TAGS)
        ? "gpt-4o-mini"
        : workload.model;
  }

  /// One report in twelve runs on and on.
  private int output(Workload workload, SplittableRandom random) {
    var usual = within(workload.answer, random);
    var tail = 5_000 + random.nextInt(11_000);
    var runsOn = random.nextInt(12) == 0;
    if (workload != Workload.REPORT || !runsOn) return usual;
    return avoided.contains(Waste.UNCAPPED_REPORTS) ? REPORT_CAP : tail;
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
    Map<Workload, PromptCache> caches = new EnumMap<>(Workload.class);
    caches.put(Workload.ASSIST, new PromptCache(TEN_MINUTES, false));
    if (avoided.contains(Waste.UNCACHED_CONVERSATIONS))
      caches.put(Workload.SUPPORT, new PromptCache(FIVE_MINUTES, true));
    return calls.stream()
        .map(call ->
            caches.containsKey(call.workload()) ? caches.get(call.workload()).pass(call) : call)
        .toList();
  }

  /// Seconds into the day: at night for the digest, around the afternoon for the rest.
  private int offset(Workload workload, SplittableRandom random) {
    var bell = (int) ((random.nextDouble() + random.nextDouble() + random.nextDouble()) * 16_000);
    var anywhere = random.nextInt(DAY_SECONDS);
    var usual = random.nextInt(5) == 0 ? anywhere : 26_000 + bell;
    var second = workload == Workload.DIGEST ? 3_600 + anywhere / 14 : usual;
    var startOfWindow = start.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    return Math.min(Math.floorMod(second - startOfWindow, DAY_SECONDS), LAST_START_SECONDS);
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
