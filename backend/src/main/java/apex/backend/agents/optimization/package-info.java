/// The third step: ways to spend less, and what they save together. Start at [Optimization]. Asks
/// no store: everything comes from the figures.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.optimization;
