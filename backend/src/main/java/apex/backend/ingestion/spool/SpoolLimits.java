package apex.backend.ingestion.spool;

/// What a spool may take.
///
/// @param bytesMax most bytes that wait for the ledger, on disk and on their way there
/// @param segmentBytes size at which a file is full and the next begins
/// @param waitingMax most records that wait for one write to the disk
public record SpoolLimits(long bytesMax, long segmentBytes, int waitingMax) {}
