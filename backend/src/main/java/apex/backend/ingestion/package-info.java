/// Takes usage in: reads files of calls as a stream ([UsageFile]), tells every broken row by line,
/// column, rule and value, and writes the good ones to the ledger once. Start at
/// [UsageImports#run]. Knows no HTTP; never holds a whole file or an over-long line.
@org.jspecify.annotations.NullMarked
package apex.backend.ingestion;
