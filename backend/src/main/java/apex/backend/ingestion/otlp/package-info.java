/// Takes telemetry in: decodes what OpenTelemetry sends, finds the calls of models in it, keeps
/// them in the spool and brings them to the ledger. Start at [OtlpIntake#take] and [SpoolDrain].
/// Knows no HTTP.
@org.jspecify.annotations.NullMarked
package apex.backend.ingestion.otlp;
