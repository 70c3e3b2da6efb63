package apex.stores.clickhouse;

/// What one service's metrics counted and what its spans told, over the same time.
///
/// @param metric whose points were used
/// @param byCalls whether calls are compared; else tokens, where the metric counts nothing else
public record Sampling(
    String service, String metric, boolean byCalls, long countedByMetrics, long toldBySpans) {}
