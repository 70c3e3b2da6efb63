/// Faults against real processes, and whether the doctor names each: [FaultsBench] draws them from
/// [Fault]s written down beforehand, [Ward] makes and mends them, and [Judge] reads nothing but the
/// JSON of a doctor that was given the topology alone.
@org.jspecify.annotations.NullMarked
package apex.bench.faults;
