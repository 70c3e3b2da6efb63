package apex.ops.doctor.probe;

import apex.kernel.resilience.Deadline;
import apex.ops.doctor.topology.Target;
import java.io.IOException;

/// Asks the layers above the connection of one kind of service.
interface Exam {
  /// @param wire a connection, encrypted where the address says so
  /// @throws IOException or an [apex.kernel.failure.ApexException]: the layer begun last failed
  void ask(Patient patient, Wire wire) throws IOException;

  /// All that an exam may use.
  ///
  /// @param given credentials, if any
  record Patient(
      Target target, Given given, Deadline deadline, Notes notes, Certificates certificates) {}
}
