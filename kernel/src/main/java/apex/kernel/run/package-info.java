/// The words for answering a question: ids, agents, event types and the one [ExecutionStatus].
/// Knows neither the workflow nor how runs are stored.
@org.jspecify.annotations.NullMarked
package apex.kernel.run;
