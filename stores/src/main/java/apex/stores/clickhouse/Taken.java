package apex.stores.clickhouse;

/// What became of the calls of one batch of telemetry.
///
/// @param repeating calls that only tell again what the calls inside them used: they do not count
/// @param reversed calls that counted until now and turned out to be such
public record Taken(Appended appended, long repeating, long reversed) {}
