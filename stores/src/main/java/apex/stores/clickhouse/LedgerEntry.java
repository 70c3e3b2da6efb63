package apex.stores.clickhouse;

import apex.spend.usage.Call;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.SentTokens;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/// One entry of the ledger, as much of it as another pricing needs.
///
/// @param key hexadecimal
/// @param sign 1, or -1 where it reverses an earlier entry
/// @param call without its user, its conversation and its prefix hashes
/// @param requests how many calls it stands for
/// @param summed whether a file told only their sum
/// @param sent the numbers as their emitter sent them, where they were kept
/// @param originSeq the number of the batch that brought the call, also of its reversal
/// @param reportedUsd what a file said it cost, where that was kept
public record LedgerEntry(
    String key,
    int number,
    int sign,
    long ingestSeq,
    UUID source,
    int told,
    String content,
    Call call,
    EmitterGroup emitter,
    Optional<SentTokens> sent,
    long requests,
    boolean summed,
    long originSeq,
    Optional<BigDecimal> reportedUsd) {
  /// The same entry, its numbers read otherwise.
  public LedgerEntry with(Tokens tokens) {
    var read =
        new Call(
            call.at(),
            call.provider(),
            call.model(),
            call.route(),
            call.user(),
            call.conversation(),
            call.status(),
            call.latencyMs(),
            tokens,
            call.prefixHashes(),
            call.serviceTier());
    return with(read, reportedUsd);
  }

  LedgerEntry reporting(Optional<BigDecimal> usd) {
    return with(call, usd);
  }

  private LedgerEntry with(Call other, Optional<BigDecimal> usd) {
    return new LedgerEntry(
        key, number, sign, ingestSeq, source, told, content, other, emitter, sent, requests, summed,
        originSeq, usd);
  }
}
