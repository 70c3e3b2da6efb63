/// Keeps what was acknowledged until the ledger has it: records in files of one folder, on disk
/// when [Spool#append] answers. Start at [Spool]. Knows nothing of what the records say.
@org.jspecify.annotations.NullMarked
package apex.backend.ingestion.spool;
