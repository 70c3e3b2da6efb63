package apex.backend.ingestion.otlp;

import apex.backend.prices.Books;
import apex.kernel.identity.WorkspaceId;
import apex.spend.price.Cost;
import apex.spend.usage.Call;
import apex.spend.usage.Reading;
import apex.spend.usage.TokenSemantics;
import apex.spend.usage.Tokens;
import apex.stores.clickhouse.Emitted;
import apex.stores.clickhouse.FileWords;
import apex.stores.clickhouse.PricedCall;
import apex.stores.postgres.EmitterVotes;
import apex.stores.postgres.Receipts;
import apex.stores.postgres.UserHashKey;
import java.util.List;
import java.util.Optional;

/// Turns what was seen of a call into a row of the ledger: reads its numbers as its emitter means
/// them, and prices it. For one thread.
final class Pricing {
  private final Books books;
  private final Emitters emitters;

  Pricing(Books books, EmitterVotes votes) {
    this.books = books;
    this.emitters = new Emitters(votes);
  }

  /// Begins a delivery.
  void begin() {
    emitters.begin();
  }

  /// What the delivery's numbers said about what they mean.
  List<Receipts.Said> said() {
    return emitters.said();
  }

  String bookVersion(WorkspaceId workspace) {
    return books.of(workspace).version();
  }

  /// Empty when no reading of its numbers is possible.
  ///
  /// @param key hides what its prompt was
  Optional<PricedCall> priced(WorkspaceId workspace, Sighting seen, UserHashKey key) {
    var heard = emitters.heard(workspace, seen);
    var said = books.said(workspace).getOrDefault(Emitters.group(seen), heard);
    var sent = Emitters.sent(seen.usage());
    // It was acknowledged: where the emitter's word makes its numbers impossible, they speak for
    // themselves.
    var refused = said.read(sent) instanceof Reading.Refused;
    var semantics = refused ? TokenSemantics.UNKNOWN : said;
    var reading = semantics.read(sent);
    return switch (reading) {
      case Reading.Certain(var tokens) ->
          Optional.of(
              row(workspace, seen, tokens, reading, emitted(seen, reading, semantics, key)));
      case Reading.Between(var low, _) ->
          Optional.of(row(workspace, seen, low, reading, emitted(seen, reading, semantics, key)));
      case Reading.Refused _ -> Optional.empty();
    };
  }

  private PricedCall row(
      WorkspaceId workspace, Sighting seen, Tokens tokens, Reading reading, Emitted emitted) {
    var call =
        new Call(
            seen.at(),
            seen.provider(),
            seen.model(),
            seen.route(),
            seen.user(),
            seen.conversation(),
            seen.status(),
            seen.latencyMs(),
            tokens,
            List.of(),
            seen.tier());
    return new PricedCall(
        seen.identity(),
        call,
        Cost.of(books.of(workspace), call, reading),
        emitted,
        seen.aside()
            .reportedUsd()
            .map(usd -> new FileWords(1, false, false, Optional.of(usd)))
            .orElse(FileWords.NONE));
  }

  private static Emitted emitted(
      Sighting seen, Reading reading, TokenSemantics semantics, UserHashKey key) {
    return new Emitted(
        verdict(seen.usage(), reading, semantics),
        seen.service(),
        seen.environment(),
        seen.operation(),
        seen.scope(),
        seen.scopeVersion(),
        seen.responseId(),
        seen.traceId(),
        seen.spanId(),
        seen.around(),
        seen.usage().sent(),
        seen.aside().finishReason(),
        key.prompt(seen.aside().prompt()));
  }

  /// Where neither cached nor reasoning tokens were told, every reading is the same.
  private static String verdict(Usage usage, Reading reading, TokenSemantics semantics) {
    if (reading instanceof Reading.Between) return "ambiguous";
    if (usage.cached() == 0 && usage.reasoning() <= 0) return "inclusive";
    var told = Math.max(0, usage.input()) + Math.max(0, usage.output());
    return reading instanceof Reading.Certain(var tokens) && tokens.input() + tokens.output() > told
        ? "exclusive"
        : "inclusive";
  }
}
