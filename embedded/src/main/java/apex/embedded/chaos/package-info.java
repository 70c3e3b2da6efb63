/// Faults on purpose, for tests and measurements: [ChaosProxy] stands between two processes and
/// does to their bytes what its [Toxic]s say; [Frozen] stops real processes; [Schedule] plans
/// faults by a seed. Knows no protocol.
@org.jspecify.annotations.NullMarked
package apex.embedded.chaos;
