package apex.spend.figures;

/// Which rows a run saw: the same three values mean the same rows.
///
/// @param asOf the run's fixed `ingest_seq`
/// @param hash an order-independent 128-bit sum of keyed row hashes, hexadecimal
public record InputSet(long asOf, long rows, String hash) {}
