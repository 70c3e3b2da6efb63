package apex.spend.usage;

import static apex.spend.usage.Inclusion.AMBIGUOUS;
import static apex.spend.usage.Inclusion.EXCLUSIVE;
import static apex.spend.usage.Inclusion.INCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TokenSemanticsTest {
  @Test
  void moreCachedThanInputProvesThatTheCacheIsOnTop() {
    var votes = Votes.of(SentTokens.of(5, 128_955, 1_253, 0, 20, 0));
    assertThat(votes.verdict().cache()).isEqualTo(EXCLUSIVE);
    assertThat(votes.verdict().read(SentTokens.of(5, 128_955, 1_253, 0, 20, 0)))
        .isEqualTo(new Reading.Certain(new Tokens(130_213, 128_955, 1_253, 0, 20, 0)));
  }

  @Test
  void aTotalThatAddsUpOnlyWithTheCacheInsideProvesIt() {
    var sent = SentTokens.of(17_903, 17_817, 0, 0, 100, 0).withTotal(18_003);
    assertThat(Votes.of(sent).verdict().cache()).isEqualTo(INCLUSIVE);
    assertThat(Votes.of(sent).verdict().read(sent))
        .isEqualTo(new Reading.Certain(new Tokens(17_903, 17_817, 0, 0, 100, 0)));
  }

  @Test
  void aTotalThatAddsUpOnlyWithTheCacheOnTopProvesIt() {
    var sent = SentTokens.of(100, 40, 0, 0, 10, 0).withTotal(150);
    assertThat(Votes.of(sent).verdict().cache()).isEqualTo(EXCLUSIVE);
  }

  @Test
  void reasoningIsDecidedByItself() {
    var inside = SentTokens.of(9, 0, 0, 0, 22, 21).withTotal(31);
    var onTop = SentTokens.of(9, 0, 0, 0, 1, 21).withTotal(31);
    assertThat(Votes.of(inside).verdict().reasoning()).isEqualTo(INCLUSIVE);
    assertThat(Votes.of(onTop).verdict().reasoning()).isEqualTo(EXCLUSIVE);
    assertThat(Votes.of(onTop).verdict().read(onTop))
        .isEqualTo(new Reading.Certain(new Tokens(9, 0, 0, 0, 22, 21)));
  }

  @Test
  void aTotalThatFitsTwoWaysDecidesNothing() {
    // 100 + 10 + 40 is as well the cache on top as the reasoning on top
    var sent = SentTokens.of(100, 40, 0, 0, 50, 40).withTotal(190);
    assertThat(Votes.of(sent).cache().open()).isEqualTo(1);
    assertThat(Votes.of(sent).verdict().overall()).isEqualTo(AMBIGUOUS);
  }

  @Test
  void aTotalOfAnotherKindDecidesNothing() {
    var sent = SentTokens.of(100, 40, 0, 0, 10, 0).withTotal(7);
    assertThat(Votes.of(sent).cache().open()).isEqualTo(1);
  }

  @Test
  void withoutEvidenceThereAreTwoReadings() {
    var sent = SentTokens.of(100, 40, 0, 0, 50, 20);
    assertThat(TokenSemantics.UNKNOWN.read(sent))
        .isEqualTo(
            new Reading.Between(
                new Tokens(100, 40, 0, 0, 50, 20), new Tokens(140, 40, 0, 0, 70, 20)));
  }

  @Test
  void withoutThePartBothReadingsAreOne() {
    assertThat(TokenSemantics.UNKNOWN.read(SentTokens.of(100, 0, 0, 0, 50, 0)))
        .isEqualTo(new Reading.Certain(Tokens.of(100, 50)));
  }

  @Test
  void evidenceForBothIsNone() {
    var inside = Votes.of(SentTokens.of(100, 40, 0, 0, 10, 0).withTotal(110));
    var onTop = Votes.of(SentTokens.of(10, 40, 0, 0, 10, 0));
    assertThat(inside.plus(onTop).verdict().cache()).isEqualTo(AMBIGUOUS);
    assertThat(inside.plus(onTop).cache().why()).contains("1 totals say inside");
  }

  @Test
  void totalsOfAnEmitterThatForgetsItsCacheAreNoEvidence() {
    var naive = Votes.of(SentTokens.of(10, 4_000, 0, 0, 10, 0).withTotal(20));
    var looksInside = Votes.of(SentTokens.of(5_000, 4_000, 0, 0, 10, 0).withTotal(5_010));
    assertThat(looksInside.verdict().cache()).isEqualTo(INCLUSIVE);
    var group = naive.plus(looksInside);
    assertThat(group.verdict().cache()).isEqualTo(EXCLUSIVE);
    assertThat(group.verdict().read(SentTokens.of(5_000, 4_000, 0, 0, 10, 0).withTotal(5_010)))
        .isEqualTo(new Reading.Certain(new Tokens(9_000, 4_000, 0, 0, 10, 0)));
  }

  @Test
  void inAnUndecidedGroupACallsOwnProofDecidesItself() {
    var undecided = TokenSemantics.UNKNOWN;
    assertThat(undecided.read(SentTokens.of(100, 40, 0, 0, 10, 0).withTotal(110)))
        .isEqualTo(new Reading.Certain(new Tokens(100, 40, 0, 0, 10, 0)));
    assertThat(undecided.read(SentTokens.of(10, 40, 0, 0, 10, 0)))
        .isEqualTo(new Reading.Certain(new Tokens(50, 40, 0, 0, 10, 0)));
  }

  @Test
  void whatContradictsADocumentedFormatIsRefusedAndNeverClamped() {
    assertThat(TokenSemantics.CANONICAL.read(SentTokens.of(10, 40, 0, 0, 10, 0)))
        .isInstanceOfSatisfying(
            Reading.Refused.class,
            refused -> {
              assertThat(refused.fault()).isEqualTo(TokenFault.CACHED_OVER_INPUT);
              assertThat(refused.sentence())
                  .isEqualTo(
                      "cache_read_tokens must be within input_tokens, which is said to hold all"
                          + " cached tokens (10), was 40");
            });
    assertThat(TokenSemantics.CANONICAL.read(SentTokens.of(10, 0, 0, 0, 10, 11)))
        .isInstanceOfSatisfying(
            Reading.Refused.class,
            refused -> assertThat(refused.fault()).isEqualTo(TokenFault.REASONING_OVER_OUTPUT));
  }

  @Test
  void negativeAndOverflowingCountsAreRefusedAndVoteForNothing() {
    for (var bad :
        List.of(
            SentTokens.of(-1, 0, 0, 0, 0, 0),
            SentTokens.of(0, 0, 0, -5, 0, 0),
            SentTokens.of(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0),
            SentTokens.of(0, 0, 0, 0, Long.MIN_VALUE, 0))) {
      assertThat(TokenSemantics.UNKNOWN.read(bad)).isInstanceOf(Reading.Refused.class);
      assertThat(Votes.of(bad)).isEqualTo(Votes.NONE);
    }
  }

  @Test
  void anOwnersWordBeatsTheVotes() {
    var owners = new TokenSemantics(EXCLUSIVE, INCLUSIVE, TokenSemantics.DecidedBy.OWNER);
    assertThat(owners.read(SentTokens.of(100, 40, 0, 0, 10, 0).withTotal(110)))
        .isEqualTo(new Reading.Certain(new Tokens(140, 40, 0, 0, 10, 0)));
  }

  @Property
  void anEmitterThatTellsTotalsIsReadAsItMeantIt(
      @ForAll("calls") List<Tokens> calls, @ForAll boolean cacheOnTop, @ForAll boolean onTop) {
    var sent = calls.stream().map(call -> sent(call, cacheOnTop, onTop)).toList();
    var votes = sent.stream().map(Votes::of).reduce(Votes.NONE, Votes::plus);
    var semantics = votes.verdict();
    for (int i = 0; i < calls.size(); i++)
      switch (semantics.read(sent.get(i))) {
        case Reading.Certain(var tokens) -> assertThat(tokens).isEqualTo(calls.get(i));
        case Reading.Between(var low, var high) -> {
          assertThat(calls.get(i).input()).isBetween(low.input(), high.input());
          assertThat(calls.get(i).output()).isBetween(low.output(), high.output());
        }
        case Reading.Refused refused -> throw new AssertionError(refused.sentence());
      }
  }

  @Property
  void votesMergeInAnyOrder(@ForAll("calls") List<Tokens> calls) {
    var votes = calls.stream().map(call -> Votes.of(sent(call, true, false))).toList();
    assertThat(votes.reversed().stream().reduce(Votes.NONE, Votes::plus))
        .isEqualTo(votes.stream().reduce(Votes.NONE, Votes::plus));
  }

  @Provide
  Arbitrary<List<Tokens>> calls() {
    var parts = Arbitraries.longs().between(0, 5_000);
    return Combinators.combine(parts, parts, parts, parts, parts)
        .as((bare, read, write, said, thought) ->
            new Tokens(bare + read + write, read, write, 0, said + thought, thought))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  private static SentTokens sent(Tokens call, boolean cacheOnTop, boolean reasoningOnTop) {
    return SentTokens.of(
            cacheOnTop ? call.uncachedInput() : call.input(),
            call.cacheRead(),
            call.cacheWrite5m(),
            call.cacheWrite1h(),
            reasoningOnTop ? call.output() - call.reasoning() : call.output(),
            call.reasoning())
        .withTotal(call.input() + call.output());
  }
}
