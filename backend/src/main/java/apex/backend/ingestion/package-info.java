/// Takes usage in: reads files of calls as a stream ([UsageFile]) and tells every broken row by
/// line, column, rule and value. Knows no HTTP; never holds a whole file or an over-long line.
@org.jspecify.annotations.NullMarked
package apex.backend.ingestion;
