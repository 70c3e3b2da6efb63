package apex.backend.prices;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.ExecutionStatus;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.price.Quote;
import apex.spend.price.SummedCost;
import apex.spend.usage.Call;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.Reading;
import apex.spend.usage.TokenSemantics;
import apex.spend.usage.Tokens;
import apex.stores.clickhouse.CostSets;
import apex.stores.clickhouse.LedgerEntry;
import apex.stores.clickhouse.SemanticsQuery;
import apex.stores.postgres.RepricingRecord;
import apex.stores.postgres.Repricings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works out second sets of costs, batch by batch: reads entries in order, reads their numbers as
/// their emitters mean them by now, prices them, writes them beside the first set and notes the
/// place. A process that dies is followed by one that goes on there; what was written and not noted
/// is written again and changes nothing. For one thread.
public final class Repricer {
  private static final Logger LOG = LoggerFactory.getLogger(Repricer.class);
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final Repricings repricings;
  private final CostSets costs;
  private final SemanticsQuery semantics;
  private final Books books;
  private final int batch;
  private final String owner = "repricer-" + UUID.randomUUID();

  /// @param batch entries at once, 1 to [CostSets#MOST]
  public Repricer(
      Repricings repricings, CostSets costs, SemanticsQuery semantics, Books books, int batch) {
    this.repricings = repricings;
    this.costs = costs;
    this.semantics = semantics;
    this.books = books;
    this.batch = batch;
  }

  /// Finishes everything that waits. A failure of ours or of a store leaves the rest to a later
  /// round.
  public void round() {
    for (var next = repricings.take(owner, LEASE);
        next.isPresent();
        next = repricings.take(owner, LEASE)) work(next.get());
  }

  private void work(RepricingRecord repricing) {
    try {
      var book = books.of(repricing.workspace());
      if (book.version().equals(repricing.book())) price(repricing, book);
      else fail(repricing, "the price book is now %s; ask again".formatted(book.version()));
    } catch (ApexException failed) {
      if (failed.code().retryable()) throw failed;
      fail(repricing, String.valueOf(failed.getMessage()));
    } catch (RuntimeException broken) {
      LOG.error("The repricing {} broke", repricing.id(), broken);
      fail(repricing, "it broke; the log has the details");
    }
  }

  private void fail(RepricingRecord repricing, String why) {
    repricings.end(repricing, owner, ExecutionStatus.FAILED, why);
  }

  private void price(RepricingRecord repricing, PriceBook book) {
    var range = range(repricing);
    var meaning = meaning(repricing);
    var place = repricing.place();
    long done = repricing.done();
    while (true) {
      var entries = costs.read(range, place, batch);
      if (entries.entries().isEmpty()) break;
      write(repricing, range, book, meaning, entries);
      place = entries.place();
      done += entries.entries().size();
      if (!repricings.advance(repricing, owner, LEASE, done, place)) {
        repricings.end(repricing, owner, ExecutionStatus.CANCELLED, "");
        return;
      }
    }
    repricings.end(repricing, owner, ExecutionStatus.COMPLETED, "");
  }

  static CostSets.Range range(RepricingRecord repricing) {
    return new CostSets.Range(
        repricing.workspace(), repricing.from(), repricing.to(), repricing.asOf());
  }

  private void write(
      RepricingRecord repricing,
      CostSets.Range range,
      PriceBook book,
      Map<EmitterGroup, TokenSemantics> meaning,
      CostSets.Batch before) {
    var entries = new ArrayList<LedgerEntry>();
    var priced = new ArrayList<Cost>();
    for (var entry : before.entries()) {
      var reading = reading(entry, meaning);
      entries.add(entry.with(tokens(reading)));
      priced.add(
          entry.summed()
              ? summed(book, entry)
              : Cost.of(quote(repricing, book, entry.call()), reading));
    }
    var batchAfter = new CostSets.Batch(entries, before.place());
    costs.write(range, repricing.pricing(), repricing.bookWords(), batchAfter, priced);
  }

  /// Of calls that a file told only as a sum neither the sizes nor the moments are known any more:
  /// where the book has several prices for them, the cost is an interval.
  private static Cost summed(PriceBook book, LedgerEntry entry) {
    var call = entry.call();
    var tokens = call.tokens();
    var sums =
        new TokenSums(
            entry.requests(),
            tokens.input(),
            tokens.cacheRead(),
            tokens.cacheWrite5m(),
            tokens.cacheWrite1h(),
            tokens.output(),
            tokens.reasoning());
    return new SummedCost(
            book,
            book.grid(),
            call.at(),
            call.at().plus(Duration.ofDays(1)),
            0,
            Long.MAX_VALUE,
            Optional.empty())
        .of(call, sums);
  }

  /// What the votes of all calls say by now, and what owners said over them.
  private Map<EmitterGroup, TokenSemantics> meaning(RepricingRecord repricing) {
    var meaning = new HashMap<EmitterGroup, TokenSemantics>();
    semantics
        .votes(repricing.workspace(), repricing.asOf())
        .forEach((group, heard) -> meaning.put(group, heard.votes().verdict()));
    meaning.putAll(books.said(repricing.workspace()));
    return meaning;
  }

  /// A call whose numbers contradict what is said of them keeps the reading it came with.
  private static Reading reading(LedgerEntry entry, Map<EmitterGroup, TokenSemantics> meaning) {
    var kept = new Reading.Certain(entry.call().tokens());
    if (entry.sent().isEmpty()) return kept;
    var semantics = meaning.getOrDefault(entry.emitter(), TokenSemantics.UNKNOWN);
    return switch (semantics.read(entry.sent().get())) {
      case Reading.Refused _ -> kept;
      case Reading.Certain certain -> certain;
      case Reading.Between between -> between;
    };
  }

  private static Tokens tokens(Reading reading) {
    return switch (reading) {
      case Reading.Certain(var tokens) -> tokens;
      case Reading.Between(var low, _) -> low;
      case Reading.Refused refused ->
          throw new ApexException(ErrorCode.BUG, "refused: " + refused.sentence());
    };
  }

  private static Quote quote(RepricingRecord repricing, PriceBook book, Call call) {
    var at = repricing.pricesAt().map(day -> moved(day, call.at())).orElse(call.at());
    return book.price(call.provider(), call.model(), at, call.serviceTier());
  }

  /// The day whose prices count, at the call's own time of day: some prices depend on the hour.
  static Instant moved(Instant day, Instant call) {
    return day.atOffset(ZoneOffset.UTC)
        .toLocalDate()
        .atTime(call.atOffset(ZoneOffset.UTC).toLocalTime())
        .toInstant(ZoneOffset.UTC);
  }
}
