/// The second step: the figures of the asked calls, each with its evidence. Start at [Data]. Knows
/// no analysis.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.data;
