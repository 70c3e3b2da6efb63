package apex.spend.figures;

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
    Optional<Figure<List<ReplaySums>>> replay) {

  public Stream<Figure<?>> all() {
    return Stream.concat(
        Stream.of(shape, total, byModel, byRoute, byProvider, byDay, cells, outputs, prompts),
        replay.stream());
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
