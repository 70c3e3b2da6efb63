package apex.backend.ingestion.spool;

/// One record, and where the next begins.
///
/// @param next in bytes since the spool was made
public record SpoolRecord(byte[] bytes, long next) {}
