package apex.spend.usage;

/// What the numbers of one group of calls say about where their parts were counted. Votes of
/// batches merge by adding, in any order.
///
/// @param cache cached tokens in the input
/// @param reasoning reasoning tokens in the output
public record Votes(Ballot cache, Ballot reasoning) {
  public static final Votes NONE = new Votes(Ballot.NONE, Ballot.NONE);

  /// Calls, by what they say of one part and its whole. A call without the part says nothing and is
  /// not counted.
  ///
  /// @param impossible the part is larger than the whole: it is on top
  /// @param naive of the impossible ones, those whose total leaves the part out: this emitter adds
  ///   up what it calls input and output without a thought, so its totals are no evidence
  /// @param totalInside the total adds up only with the part inside
  /// @param totalOutside the total adds up only with the part on top
  /// @param open nothing decides
  public record Ballot(
      long impossible, long naive, long totalInside, long totalOutside, long open) {
    public static final Ballot NONE = new Ballot(0, 0, 0, 0, 0);

    public Ballot {
      if (impossible < 0 || naive < 0 || totalInside < 0 || totalOutside < 0 || open < 0)
        throw new IllegalArgumentException("votes must not be negative");
      if (naive > impossible)
        throw new IllegalArgumentException("naive votes are among the impossible ones");
    }

    public Ballot plus(Ballot other) {
      return new Ballot(
          impossible + other.impossible,
          naive + other.naive,
          totalInside + other.totalInside,
          totalOutside + other.totalOutside,
          open + other.open);
    }

    Ballot times(long calls) {
      return new Ballot(
          impossible * calls,
          naive * calls,
          totalInside * calls,
          totalOutside * calls,
          open * calls);
    }

    /// What the votes prove. What is impossible is proof; a total is evidence unless this emitter's
    /// totals were seen to be naive; evidence for both is none.
    public Inclusion verdict() {
      boolean inside = totalInside > 0 && naive == 0;
      boolean outside = impossible > 0 || totalOutside > 0;
      if (inside == outside) return Inclusion.AMBIGUOUS;
      return inside ? Inclusion.INCLUSIVE : Inclusion.EXCLUSIVE;
    }

    /// The verdict in a sentence, with its reason.
    public String why() {
      if (equals(NONE)) return "no call tells such tokens";
      return switch (verdict()) {
        case INCLUSIVE -> "%,d totals add up only with the part inside".formatted(totalInside);
        case EXCLUSIVE ->
            "%,d calls have more of the part than of the whole, %,d totals add up only with it on top"
                .formatted(impossible, totalOutside);
        case AMBIGUOUS ->
            totalInside + totalOutside + impossible == 0
                ? "%,d calls decide nothing".formatted(open)
                : "%,d totals say inside, %,d say on top, %,d calls have more of the part than of the whole"
                    .formatted(totalInside, totalOutside, impossible);
      };
    }
  }

  public Votes plus(Votes other) {
    return new Votes(cache.plus(other.cache), reasoning.plus(other.reasoning));
  }

  /// The votes of so many calls that all say the same.
  public Votes times(long calls) {
    return new Votes(cache.times(calls), reasoning.times(calls));
  }

  public TokenSemantics verdict() {
    return new TokenSemantics(cache.verdict(), reasoning.verdict(), TokenSemantics.DecidedBy.VOTES);
  }

  /// What one call says. Numbers that are no usage say nothing.
  public static Votes of(SentTokens sent) {
    if (sent.fault().isPresent()) return NONE;
    return new Votes(cache(sent), reasoning(sent));
  }

  private static Ballot cache(SentTokens sent) {
    if (sent.cached() == 0) return Ballot.NONE;
    var said = Said.of(sent);
    if (allOnTop(sent)) return impossible(said.withCacheInside());
    if (sent.cached() > sent.input()) return decided(false, said.withCacheOutside());
    return decided(said.withCacheInside(), said.withCacheOutside());
  }

  /// More cached than there is input proves that not all of it is inside. It proves that all is on
  /// top when the read tokens alone are too many, or when there is only one kind.
  private static boolean allOnTop(SentTokens sent) {
    return sent.cached() > sent.input()
        && (sent.cacheRead() > sent.input() || sent.cacheRead() == 0 || sent.written() == 0);
  }

  private static Ballot reasoning(SentTokens sent) {
    if (sent.reasoning() == 0) return Ballot.NONE;
    var said = Said.of(sent);
    if (sent.reasoning() > sent.output()) return impossible(said.withReasoningInside());
    return decided(said.withReasoningInside(), said.withReasoningOutside());
  }

  private static Ballot impossible(boolean naive) {
    return new Ballot(1, naive ? 1 : 0, 0, 0, 0);
  }

  private static Ballot decided(boolean inside, boolean outside) {
    if (inside == outside) return new Ballot(0, 0, 0, 0, 1);
    return inside ? new Ballot(0, 0, 1, 0, 0) : new Ballot(0, 0, 0, 1, 0);
  }

  /// Which of the four ways to add up give the total that was sent.
  private record Said(
      boolean bothInside, boolean reasoningOutside, boolean cacheOutside, boolean bothOutside) {
    static Said of(SentTokens sent) {
      long least = sent.input() + sent.output();
      return new Said(
          sent.totals(least),
          sent.reasoning() > 0 && sent.totals(least + sent.reasoning()),
          sent.cached() > 0 && sent.totals(least + sent.cached()),
          sent.cached() > 0
              && sent.reasoning() > 0
              && sent.totals(least + sent.cached() + sent.reasoning()));
    }

    boolean withCacheInside() {
      return bothInside || reasoningOutside;
    }

    boolean withCacheOutside() {
      return cacheOutside || bothOutside;
    }

    boolean withReasoningInside() {
      return bothInside || cacheOutside;
    }

    boolean withReasoningOutside() {
      return reasoningOutside || bothOutside;
    }
  }
}
