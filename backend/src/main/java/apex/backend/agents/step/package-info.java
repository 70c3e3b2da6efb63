/// What every step of a run is given: [RunContext], the run it belongs to, and [Voice], to tell
/// what it does while it does it. Knows neither the steps nor who listens.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.step;
