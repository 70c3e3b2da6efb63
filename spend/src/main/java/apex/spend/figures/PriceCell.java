package apex.spend.figures;

/// The finest sums within which repricing is exact: one model on one route between the same lines
/// of the [PriceGrid].
///
/// @param cell the place in the grid
/// @param spend what its calls used and, as stored per call, cost
public record PriceCell(
    String provider, String model, String route, PriceGrid.Cell cell, Spend spend) {}
