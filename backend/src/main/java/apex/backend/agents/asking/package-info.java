/// One run's way to the language model, and what that costs. Start at [RunModel]. Knows neither
/// what is asked nor what becomes of the reply.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.asking;
