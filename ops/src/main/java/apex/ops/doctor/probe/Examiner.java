package apex.ops.doctor.probe;

import apex.kernel.failure.Failure;
import apex.kernel.failure.Thrown;
import apex.kernel.health.Names;
import apex.kernel.resilience.Deadline;
import apex.ops.doctor.topology.ProbeKind;
import apex.ops.doctor.topology.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Asks one target, layer by layer, each on what the one below gave. Safe for many targets at once.
///
/// @param variables of the environment, where credentials are looked up by the names the topology
///   gives
public record Examiner(Names names, Map<String, String> variables, InstantSource clock) {
  private static final int ADDRESSES_TRIED_MAX = 4;
  private static final int ADDRESSES_SHOWN_MAX = 4;

  public Examiner {
    variables = Map.copyOf(variables);
  }

  /// Begins to ask, on a virtual thread; what it sees stands in the notes as it is seen.
  public Notes begin(Target target) {
    var notes = new Notes();
    var deadline = Deadline.in(target.deadline());
    Thread.ofVirtual().name("doctor " + target.name()).start(() -> ask(target, deadline, notes));
    return notes;
  }

  private void ask(Target target, Deadline deadline, Notes notes) {
    try {
      layers(target, deadline, notes);
    } catch (Exception failed) {
      notes.fail(failed);
      if (failed instanceof InterruptedException) Thread.currentThread().interrupt();
    } catch (Error broken) { // a defect of the doctor must not pass for silence
      notes.fail(broken);
      throw broken;
    } finally {
      notes.end();
    }
  }

  private void layers(Target target, Deadline deadline, Notes notes)
      throws IOException, InterruptedException {
    var found = resolve(target, deadline, notes);
    if (target.probe() == ProbeKind.DNS) return;
    var wire = connect(target, found, deadline, notes);
    if (target.probe() == ProbeKind.TCP) return;
    var patient =
        new Exam.Patient(
            target,
            Given.of(target.credentials(), variables),
            deadline,
            notes,
            new Certificates(clock));
    var open = target.address().encrypted() ? secured(patient, wire) : wire;
    exam(target.probe()).ask(patient, open);
  }

  private List<InetAddress> resolve(Target target, Deadline deadline, Notes notes)
      throws IOException, InterruptedException {
    notes.begin(Layer.RESOLVE);
    var host = target.address().host();
    var found = names.addresses(host, deadline.left());
    notes.resolved(found);
    var shown =
        found.stream()
            .limit(ADDRESSES_SHOWN_MAX)
            .map(InetAddress::getHostAddress)
            .collect(Collectors.joining(", "));
    var more = found.size() - ADDRESSES_SHOWN_MAX;
    notes.pass(more > 0 ? "%s and %d more".formatted(shown, more) : shown);
    return found;
  }

  /// To the first address that answers, each with its share of what is left.
  private static Wire connect(
      Target target, List<InetAddress> found, Deadline deadline, Notes notes) throws IOException {
    notes.begin(Layer.CONNECT);
    var tried = found.stream().limit(ADDRESSES_TRIED_MAX).toList();
    var silent = new StringBuilder();
    for (int i = 0; ; i++) {
      var share = deadline.left().dividedBy(tried.size() - i);
      try {
        var wire =
            Wire.connect(
                tried.get(i), target.address().port(), deadline, Deadline.in(share), notes);
        notes.pass(tried.get(i).getHostAddress() + ":" + target.address().port() + silent);
        return wire;
      } catch (IOException refused) {
        if (i == tried.size() - 1) throw Wire.refusal(told(where(target, tried.get(i)), refused));
        silent.append("; %s: %s".formatted(tried.get(i).getHostAddress(), refused.getMessage()));
      }
    }
  }

  private static Failure told(String where, IOException refused) {
    var read = Thrown.read(refused);
    return read.withCause(where + read.cause());
  }

  private static String where(Target target, InetAddress address) {
    return "%s:%d: ".formatted(address.getHostAddress(), target.address().port());
  }

  private static Wire secured(Exam.Patient patient, Wire wire) throws IOException {
    patient.notes().begin(Layer.TLS);
    var address = patient.target().address();
    return patient
        .certificates()
        .handshake(wire, address.host(), address.port(), true, patient.notes());
  }

  private static Exam exam(ProbeKind probe) {
    return switch (probe) {
      case POSTGRES -> new PostgresExam();
      case REDIS -> new RedisExam();
      case CLICKHOUSE -> new ClickHouseExam();
      case HTTP -> new HttpExam();
      case WEBSOCKET -> new WebSocketExam();
      case TLS, TCP, DNS -> (_, _) -> {};
    };
  }
}
