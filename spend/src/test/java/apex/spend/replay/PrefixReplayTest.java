package apex.spend.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.Books;
import apex.spend.figures.PrefixCall;
import apex.spend.figures.ReplaySums;
import apex.spend.usage.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PrefixReplayTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void theSecondCallReadsWhatTheFirstWrote() {
    var sums = replay(call(0, 2_000, 1, 2, 3), call(299, 2_000, 1, 2, 3));
    assertThat(sums("write_all_5m", sums).writtenTokens()).isEqualTo(3 * 512);
    assertThat(sums("write_all_5m", sums).readTokens()).isEqualTo(3 * 512);
  }

  @Test
  void aBlockDiesAfterItsTimeToLiveAndNotAtIt() {
    var alive = replay(call(0, 2_000, 1, 2, 3), call(300, 2_000, 1, 2, 3));
    var dead = replay(call(0, 2_000, 1, 2, 3), call(301, 2_000, 1, 2, 3));
    assertThat(sums("write_all_5m", alive).readTokens()).isEqualTo(3 * 512);
    assertThat(sums("write_all_5m", dead).readTokens()).isZero();
    assertThat(sums("write_all_5m", dead).writtenTokens()).isEqualTo(6 * 512);
    assertThat(sums("write_all_1h", dead).readTokens()).isEqualTo(3 * 512);
  }

  @Test
  void aHitRenewsTheTimeToLive() {
    var sums =
        replay(call(0, 2_000, 1, 2, 3), call(200, 2_000, 1, 2, 3), call(450, 2_000, 1, 2, 3));
    assertThat(sums("write_all_5m", sums).readTokens()).isEqualTo(6 * 512);
  }

  @Test
  void aPrefixBelowTheShortestIsNeitherWrittenNorRead() {
    var small = replay(call(0, 1_000, 1), call(1, 1_000, 1));
    assertThat(sums("write_all_5m", small).writtenTokens()).isZero();
    var oneShared = replay(call(0, 2_000, 1, 2, 3), call(1, 2_000, 1, 8, 9));
    assertThat(sums("write_all_5m", oneShared).readTokens()).isZero();
    var twoShared = replay(call(0, 2_000, 1, 2, 3), call(1, 2_000, 1, 2, 9));
    assertThat(sums("write_all_5m", twoShared).readTokens()).isEqualTo(1_024);
  }

  @Test
  void onlyWholeBlocksCount() {
    var sums = replay(call(0, 1_535, 1, 2, 3), call(1, 1_535, 1, 2, 3));
    assertThat(sums("write_all_5m", sums).writtenTokens()).isEqualTo(1_024);
    assertThat(sums("write_all_5m", sums).readTokens()).isEqualTo(1_024);
  }

  @Test
  void aGapInThePrefixEndsTheHit() {
    var sums = replay(call(0, 3_000, 1, 2, 3, 4), call(1, 3_000, 1, 2, 7, 4));
    assertThat(sums("write_all_5m", sums).readTokens()).isEqualTo(1_024);
    assertThat(sums("write_all_5m", sums).writtenTokens()).isEqualTo(6 * 512);
  }

  @Test
  void foresightWritesOnlyWhatIsReadAgain() {
    var sums = replay(call(0, 2_000, 1, 2, 3), call(1, 2_000, 1, 2, 9), call(2, 2_000, 1, 2, 9));
    assertThat(sums("write_reread_5m", sums).writtenTokens()).isEqualTo(3 * 512);
    assertThat(sums("write_reread_5m", sums).readTokens())
        .isEqualTo(sums("write_all_5m", sums).readTokens());
  }

  @Test
  void theShortestPrefixOfTheModelsOwnRuleHolds() {
    var replay = new PrefixReplay(Books.SHIPPED.grid(), Books.RULES);
    replay.take(
        new PrefixCall(
            NOON,
            "anthropic",
            "claude-opus-4-5",
            "",
            "",
            Tokens.of(4_000, 1),
            LongStream.range(0, 7).toArray()));
    assertThat(replay.sums()).extracting(row -> row.policy().minPrefixTokens()).containsOnly(4_096);
    assertThat(replay.sums()).extracting(ReplaySums::writtenTokens).containsOnly(0L);
  }

  @Test
  void callsOutOfOrderAreRefused() {
    assertThatThrownBy(() -> replay(call(1, 2_000, 1), call(0, 2_000, 1)))
        .hasMessageContaining("oldest first");
  }

  @Test
  void memoryIsBoundedByTimeToLiveAndByRoom() {
    var replay = new PrefixReplay(Books.SHIPPED.grid(), Books.RULES, 1_000);
    for (int i = 0; i < 5_000; i++)
      replay.take(call(i, 2_048, 4L * i, 4L * i + 1, 4L * i + 2, 4L * i + 3));
    assertThat(replay.held()).isLessThanOrEqualTo(1_000);
    assertThat(replay.forgotten()).isPositive();
    var roomy = new PrefixReplay(Books.SHIPPED.grid(), Books.RULES);
    for (int i = 0; i < 50; i++)
      roomy.take(call(i * 3_601L, 2_048, 4L * i, 4L * i + 1, 4L * i + 2, 4L * i + 3));
    assertThat(roomy.held()).isEqualTo(5 * 4);
    assertThat(roomy.forgotten()).isZero();
  }

  @Property(tries = 200)
  void foresightReadsAsMuchAndWritesNoMore(@ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    var sums = replay(random(seed).toArray(PrefixCall[]::new));
    for (var time : List.of("5m", "1h")) {
      var all = sums("write_all_" + time, sums);
      var bound = sums("write_reread_" + time, sums);
      assertThat(bound.readTokens()).isEqualTo(all.readTokens());
      assertThat(bound.writtenTokens()).isLessThanOrEqualTo(all.writtenTokens());
      assertThat(bound.writtenTokens()).isLessThanOrEqualTo(bound.readTokens());
    }
  }

  /// The rule again, in the slowest and plainest way: look back over all earlier calls.
  @Property(tries = 200)
  void theReplayAgreesWithLookingBackOverAllCalls(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    var calls = random(seed);
    var sums = sums("write_all_5m", replay(calls.toArray(PrefixCall[]::new)));
    long read = 0;
    long written = 0;
    for (int i = 0; i < calls.size(); i++) {
      var mine = calls.get(i);
      int whole = whole(mine);
      if (whole * 512 < 1_024) continue;
      int hits = 0;
      while (hits < whole && usedWithin(calls.subList(0, i), mine, mine.prefixHashes()[hits]))
        hits++;
      if (hits * 512 < 1_024) hits = 0;
      read += hits * 512L;
      written += (whole - hits) * 512L;
    }
    assertThat(sums.readTokens()).isEqualTo(read);
    assertThat(sums.writtenTokens()).isEqualTo(written);
  }

  private static boolean usedWithin(List<PrefixCall> earlier, PrefixCall now, long hash) {
    return earlier.stream()
        .filter(call -> whole(call) * 512 >= 1_024)
        .filter(call -> !call.at().plusSeconds(300).isBefore(now.at()))
        .anyMatch(
            call -> LongStream.of(call.prefixHashes()).limit(whole(call)).anyMatch(h -> h == hash));
  }

  private static int whole(PrefixCall call) {
    return (int) Math.min(call.prefixHashes().length, call.tokens().input() / 512);
  }

  private static List<PrefixCall> random(long seed) {
    var random = new Random(seed);
    var calls = new ArrayList<PrefixCall>();
    long second = 0;
    for (int i = 0; i < 40; i++) {
      second += random.nextInt(120);
      var hashes = new HashSet<Long>();
      var chain = new ArrayList<Long>();
      int blocks = random.nextInt(6);
      for (int b = 0; b < blocks; b++) {
        long hash = 10L * b + random.nextInt(2);
        if (hashes.add(hash)) chain.add(hash);
      }
      calls.add(
          call(
              second,
              blocks * 512L + random.nextInt(512),
              chain.stream().mapToLong(Long::longValue).toArray()));
    }
    return calls;
  }

  private static PrefixCall call(long second, long input, long... hashes) {
    return new PrefixCall(
        NOON.plusSeconds(second),
        "anthropic",
        "claude-sonnet-4-5",
        "chat",
        "",
        Tokens.of(input, 10),
        hashes);
  }

  private static List<ReplaySums> replay(PrefixCall... calls) {
    var replay = new PrefixReplay(Books.SHIPPED.grid(), Books.RULES);
    for (var call : calls) replay.take(call);
    return replay.sums();
  }

  private static ReplaySums sums(String policy, List<ReplaySums> sums) {
    return sums.stream()
        .filter(row -> row.policy().name().equals(policy))
        .findFirst()
        .orElseThrow();
  }
}
