/// The second step: the figures of the asked calls, each with its evidence. Start at [Data]. Knows
/// of the analyses only which figures they need.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.data;
