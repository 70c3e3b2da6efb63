/// The first step: what a question asks for. Start at [Triage]. Sorts by rules and a local sentence
/// model; knows no price and reads no usage beyond what the workspace holds.
@org.jspecify.annotations.NullMarked
package apex.backend.agents.triage;
