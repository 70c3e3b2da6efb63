/// How each kind of service is asked, layer by layer, with raw sockets: [Examiner] asks one target
/// and writes down in [Notes] what it sees, so that also an examination that hangs has a result.
/// Judges nothing.
@org.jspecify.annotations.NullMarked
package apex.ops.doctor.probe;
