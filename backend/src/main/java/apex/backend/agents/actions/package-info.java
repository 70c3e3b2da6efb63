/// The fourth step: what to do about each finding. Start at [Actions].
@org.jspecify.annotations.NullMarked
package apex.backend.agents.actions;
