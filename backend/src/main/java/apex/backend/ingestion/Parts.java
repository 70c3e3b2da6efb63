package apex.backend.ingestion;

import apex.spend.usage.Tokens;
import java.util.ArrayList;
import java.util.List;

/// Divides what one row sums up into parts that each fit the ledger, whose rows hold at most
/// [Tokens#MOST] tokens: the parts add up to the row, token by token and request by request.
final class Parts {
  /// Most parts of a row.
  static final int MOST = 1_000;

  /// Most tokens that one row may sum up.
  static final long TOKENS_MOST = MOST * (Tokens.MOST - 4);

  /// One part.
  record Part(Tokens tokens, long requests) {}

  private Parts() {}

  /// @param tokens kinds that do not overlap: uncached input, cache read, written for five minutes,
  ///   for an hour, output without reasoning, reasoning
  static List<Part> of(long requests, long... tokens) {
    long input = tokens[0] + tokens[1] + tokens[2] + tokens[3];
    long output = tokens[4] + tokens[5];
    int count = (int) Math.max(1, Math.ceilDiv(Math.max(input, output), Tokens.MOST - 4));
    var parts = new ArrayList<Part>(count);
    for (int i = 0; i < count; i++) parts.add(part(requests, tokens, i, count));
    return parts;
  }

  private static Part part(long requests, long[] tokens, int i, int count) {
    var share = new long[tokens.length];
    for (int kind = 0; kind < share.length; kind++) share[kind] = share(tokens[kind], i, count);
    return new Part(
        new Tokens(
            share[0] + share[1] + share[2] + share[3],
            share[1],
            share[2],
            share[3],
            share[4] + share[5],
            share[5]),
        share(requests, i, count));
  }

  private static long share(long whole, int i, int count) {
    return whole * (i + 1) / count - whole * i / count;
  }
}
