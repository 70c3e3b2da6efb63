/// The words for health and who depends on whom: [Verdict], [Probe]. Start at [HealthWatch], which
/// asks in the background, or [Checkup], which asks once; [DependencyGraph] says who depends on
/// whom and [HealthReport] what that means together. [PhasedStart] brings a process up in phases,
/// and [Names] keeps a hung look-up from holding the rest. Knows no driver: probes live with what
/// they ask.
@org.jspecify.annotations.NullMarked
package apex.kernel.health;
