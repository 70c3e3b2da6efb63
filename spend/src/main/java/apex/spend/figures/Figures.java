package apex.spend.figures;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All that one run knows, each figure with its evidence id. Read at one `as_of` and one price
/// book.
///
/// @param book the version of the price book that priced the stored costs
/// @param grid the lines that [#cells] and [#replay] were counted between
/// @param cells every call of the slice, in the finest sums that may be repriced
/// @param outputs how long the answers are
/// @param prompts how long the prompts are
/// @param replay the cache policies over the calls with prefix hashes; empty when none has them or
///   the replay has not run yet
/// @param habits what the calls do beside their sums; empty when they were not counted
/// @param habitsCounted when, if that was in the background before the question
/// @param change the period beside the one before it; empty unless it was asked for
public record Figures(
    Slice slice,
    String book,
    PriceGrid grid,
    Figure<DataShape> shape,
    Figure<Spend> total,
    Figure<List<SpendBy>> byModel,
    Figure<List<SpendBy>> byRoute,
    Figure<List<SpendBy>> byProvider,
    Figure<List<SpendBy>> byDay,
    Figure<List<PriceCell>> cells,
    Figure<List<Lengths>> outputs,
    Figure<List<Lengths>> prompts,
    Optional<Figure<List<ReplaySums>>> replay,
    Optional<Figure<Habits>> habits,
    Optional<Instant> habitsCounted,
    Optional<Figure<Change>> change) {
  /// Without habits and without the period before.
  public Figures(
      Slice slice,
      String book,
      PriceGrid grid,
      Figure<DataShape> shape,
      Figure<Spend> total,
      Figure<List<SpendBy>> byModel,
      Figure<List<SpendBy>> byRoute,
      Figure<List<SpendBy>> byProvider,
      Figure<List<SpendBy>> byDay,
      Figure<List<PriceCell>> cells,
      Figure<List<Lengths>> outputs,
      Figure<List<Lengths>> prompts,
      Optional<Figure<List<ReplaySums>>> replay) {
    this(
        slice,
        book,
        grid,
        shape,
        total,
        byModel,
        byRoute,
        byProvider,
        byDay,
        cells,
        outputs,
        prompts,
        replay,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Stream<Figure<?>> all() {
    return Stream.of(
            Stream.of(shape, total, byModel, byRoute, byProvider, byDay, cells, outputs, prompts),
            replay.stream(),
            habits.stream(),
            change.stream())
        .flatMap(figures -> figures);
  }

  public Figure<List<SpendBy>> by(Dimension dimension) {
    return switch (dimension) {
      case MODEL -> byModel;
      case ROUTE -> byRoute;
      case PROVIDER -> byProvider;
      case DAY -> byDay;
    };
  }
}
