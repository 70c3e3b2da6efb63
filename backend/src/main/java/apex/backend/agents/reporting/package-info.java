/// The fifth step: the answer, in words and as a document. Start at [Reporting]. Every number in it
/// comes from the evidence.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.reporting;
