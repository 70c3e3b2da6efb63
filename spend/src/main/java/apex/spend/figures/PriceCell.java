package apex.spend.figures;

/// The finest sums within which repricing is exact: one model on one route, under one service tier,
/// between the same lines of the [PriceGrid].
///
/// @param tier the provider's word for the terms of its calls; empty for the ordinary ones
/// @param cell the place in the grid
/// @param spend what its calls used and, as stored per call, cost
public record PriceCell(
    String provider, String model, String route, String tier, PriceGrid.Cell cell, Spend spend) {}
