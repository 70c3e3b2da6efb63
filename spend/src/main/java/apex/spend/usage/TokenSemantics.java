package apex.spend.usage;

/// What the numbers of one [EmitterGroup] mean, and how a call of it is read.
///
/// Products disagree about whether `input` holds the cached tokens and `output` the reasoning ones;
/// the emitter's and the provider's names do not tell. The numbers do: see [Votes].
///
/// @param cache cached tokens in the input
/// @param reasoning reasoning tokens in the output
public record TokenSemantics(Inclusion cache, Inclusion reasoning, DecidedBy decidedBy) {
  /// Who says so.
  public enum DecidedBy {
    /// The numbers themselves. A call that proves another reading of itself is read by its proof.
    VOTES,
    /// The documentation of a file format. A call that contradicts it is refused.
    DOCUMENTED,
    /// An owner of the workspace. A call that contradicts it is refused.
    OWNER
  }

  /// As our own rows: all parts inside.
  public static final TokenSemantics CANONICAL =
      new TokenSemantics(Inclusion.INCLUSIVE, Inclusion.INCLUSIVE, DecidedBy.DOCUMENTED);

  /// Nothing is known yet.
  public static final TokenSemantics UNKNOWN =
      new TokenSemantics(Inclusion.AMBIGUOUS, Inclusion.AMBIGUOUS, DecidedBy.VOTES);

  /// A format that documents what its numbers mean.
  public static TokenSemantics documented(Inclusion cache, Inclusion reasoning) {
    return new TokenSemantics(cache, reasoning, DecidedBy.DOCUMENTED);
  }

  /// The verdict on both parts in one word, as the ledger keeps it: ambiguous if one is, exclusive
  /// if one is, else inclusive.
  public Inclusion overall() {
    if (cache == Inclusion.AMBIGUOUS || reasoning == Inclusion.AMBIGUOUS)
      return Inclusion.AMBIGUOUS;
    return cache == Inclusion.EXCLUSIVE || reasoning == Inclusion.EXCLUSIVE
        ? Inclusion.EXCLUSIVE
        : Inclusion.INCLUSIVE;
  }

  /// The call as canonical inclusive tokens; two readings where nothing decides.
  public Reading read(SentTokens sent) {
    var fault = sent.fault();
    if (fault.isPresent()) return fault.get();
    var votes = Votes.of(sent);
    var cached = side(cache, votes.cache());
    var reasoned = side(reasoning, votes.reasoning());
    if (cached == Inclusion.INCLUSIVE && sent.cached() > sent.input() && !writesOnTop(sent))
      return overInput(sent);
    if (reasoned == Inclusion.INCLUSIVE && sent.reasoning() > sent.output())
      return overOutput(sent);
    return reading(sent, cached, reasoned);
  }

  /// The group's verdict for one call. By votes, what the call proves of itself comes first, and a
  /// group that is undecided leaves the word to the call's own total.
  private Inclusion side(Inclusion verdict, Votes.Ballot own) {
    if (own.equals(Votes.Ballot.NONE)) return Inclusion.INCLUSIVE; // without the part both are one
    if (decidedBy != DecidedBy.VOTES) return verdict;
    if (own.impossible() + own.totalOutside() > 0) return Inclusion.EXCLUSIVE;
    return verdict == Inclusion.AMBIGUOUS ? own.verdict() : verdict;
  }

  private static Reading reading(SentTokens sent, Inclusion cached, Inclusion reasoned) {
    long mostInput =
        cached == Inclusion.INCLUSIVE ? leastInput(sent) : sent.input() + sent.cached();
    long mostOutput = sent.output() + (reasoned == Inclusion.INCLUSIVE ? 0 : sent.reasoning());
    if (mostInput > Tokens.MOST) return tooMany("input_tokens with the cached ones", mostInput);
    if (mostOutput > Tokens.MOST)
      return tooMany("output_tokens with the reasoning ones", mostOutput);
    var high = tokens(sent, mostInput, mostOutput);
    var low =
        tokens(
            sent,
            cached == Inclusion.EXCLUSIVE ? mostInput : leastInput(sent),
            reasoned == Inclusion.EXCLUSIVE || sent.reasoning() > sent.output()
                ? mostOutput
                : sent.output());
    return low.equals(high) ? new Reading.Certain(low) : new Reading.Between(low, high);
  }

  /// Everything inside that may be: all cached tokens, else the read ones, else none.
  private static long leastInput(SentTokens sent) {
    if (sent.cached() <= sent.input()) return sent.input();
    long onTop = sent.cacheRead() <= sent.input() ? sent.written() : sent.cached();
    return sent.input() + onTop;
  }

  /// Some gateways count what is read from the cache inside the input and what is written on top of
  /// it (LiteLLM's issue 12149). Where the votes say that reads are inside, the writes of a call
  /// that do not fit must be on top.
  private boolean writesOnTop(SentTokens sent) {
    return decidedBy == DecidedBy.VOTES && sent.cacheRead() <= sent.input();
  }

  private static Tokens tokens(SentTokens sent, long input, long output) {
    return new Tokens(
        input,
        sent.cacheRead(),
        sent.cacheWrite5m(),
        sent.cacheWrite1h(),
        output,
        sent.reasoning());
  }

  private static Reading.Refused tooMany(String field, long count) {
    return new Reading.Refused(
        TokenFault.TOO_MANY, field, count, "0 to %,d".formatted(Tokens.MOST));
  }

  private static Reading.Refused overInput(SentTokens sent) {
    return new Reading.Refused(
        TokenFault.CACHED_OVER_INPUT,
        sent.cacheRead() > 0 ? "cache_read_tokens" : "cache_write_5m_tokens",
        sent.cached(),
        "within input_tokens, which is said to hold all cached tokens (%d)"
            .formatted(sent.input()));
  }

  private static Reading.Refused overOutput(SentTokens sent) {
    return new Reading.Refused(
        TokenFault.REASONING_OVER_OUTPUT,
        "reasoning_tokens",
        sent.reasoning(),
        "within output_tokens, which is said to hold them (%d)".formatted(sent.output()));
  }
}
