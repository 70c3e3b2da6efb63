/// An answer as a document to keep and hand on. Start at [Report]. [Composition] makes of an answer
/// one [Document] of values; each form is written from it. Knows no store, no clock and no HTTP:
/// the same answer gives the same bytes.
@org.jspecify.annotations.NullMarked
package apex.backend.report;
