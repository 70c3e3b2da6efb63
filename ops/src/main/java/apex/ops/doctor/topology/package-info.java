/// A system to be examined, as its owner describes it: [Topology], read from YAML by
/// [TopologyFile]. Asks nothing.
@org.jspecify.annotations.NullMarked
package apex.ops.doctor.topology;
