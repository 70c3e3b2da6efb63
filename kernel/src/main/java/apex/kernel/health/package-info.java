/// The words for health and who depends on whom: [Verdict], [Probe]. Start at [HealthWatch];
/// [DependencyGraph] says who depends on whom. Knows no driver: probes live with what they ask.
@org.jspecify.annotations.NullMarked
package apex.kernel.health;
