package apex.ops.doctor.probe;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import apex.stores.postgres.OneQuestion;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// PostgreSQL's protocol 3.0: an SSLRequest, then a start-up message, whose answer (a demand for a
/// password, or an error with its SQLSTATE) is the protocol layer. With credentials the driver asks
/// one question over a connection of its own.
final class PostgresExam implements Exam {
  private static final int SSL_REQUEST = 80877103;
  private static final int PROTOCOL = 3 << 16;
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;

  @Override
  public void ask(Patient patient, Wire wire) throws IOException {
    var address = patient.target().address();
    var mode = address.sslMode().orElse("prefer");
    var open = mode.equals("disable") ? wire : encrypted(patient, wire, mode);
    patient.notes().begin(Layer.PROTOCOL);
    var user = patient.given().username().orElse("doctor");
    open.send(startUp(user, address.database().isEmpty() ? user : address.database()));
    patient.notes().pass(answered(open));
    if (patient.given().password().isEmpty())
      patient.notes().notAsked(Layer.APPLICATION, patient.given().why());
    else application(patient, wire.socket().getInetAddress(), mode);
  }

  private static Wire encrypted(Patient patient, Wire wire, String mode) throws IOException {
    patient.notes().begin(Layer.TLS);
    wire.send(message(out -> out.writeInt(SSL_REQUEST)));
    int answer = wire.must();
    var address = patient.target().address();
    switch (answer) {
      case 'S' -> {
        return patient
            .certificates()
            .handshake(
                wire, address.host(), address.port(), mode.startsWith("verify"), patient.notes());
      }
      case 'N' -> {
        if (!mode.equals("prefer") && !mode.equals("allow"))
          throw Wire.refusal(Failure.of(Category.TLS, "it offers no TLS, and sslmode is " + mode));
        patient.notes().pass("it offers none");
        return wire;
      }
      case 'E' -> throw Wire.refusal(error(body(wire)));
      default -> throw Stranger.refusal("PostgreSQL", wire.peeked(answer));
    }
  }

  private static String answered(Wire wire) throws IOException {
    int kind = wire.must();
    return switch (kind) {
      case 'R' -> "asks for " + method(body(wire));
      case 'v' -> "speaks another version of the protocol";
      case 'E' -> refused(error(body(wire)));
      default -> throw Stranger.refusal("PostgreSQL", wire.peeked(kind));
    };
  }

  /// Without credentials, a refusal of nobody in particular shows that it works.
  private static String refused(Failure failure) {
    if (failure.category() == Category.AUTHENTICATION
        || failure.category() == Category.CONFIGURATION) return "answers: " + failure.cause();
    throw Wire.refusal(failure);
  }

  private static String method(byte[] body) {
    int code = body.length < 4 ? -1 : body[3];
    return switch (code) {
      case 0 -> "nothing (trust)";
      case 3 -> "a password in clear";
      case 5 -> "MD5";
      case 7, 8 -> "GSSAPI";
      case 10 -> "SCRAM";
      default -> "authentication " + code;
    };
  }

  private static Failure error(byte[] body) {
    var fields = fields(body);
    var seen =
        "%s (SQLSTATE %s)".formatted(fields.getOrDefault('M', ""), fields.getOrDefault('C', ""));
    return Taxonomy.sqlState(fields.getOrDefault('C', ""), seen);
  }

  private static Map<Character, String> fields(byte[] body) {
    var fields = new LinkedHashMap<Character, String>();
    for (var part : new String(body, StandardCharsets.UTF_8).split("\0"))
      if (!part.isEmpty()) fields.put(part.charAt(0), part.substring(1));
    return fields;
  }

  private static byte[] body(Wire wire) throws IOException {
    int length = 0;
    for (int i = 0; i < 4; i++) length = length << 8 | wire.must();
    if (length < 4 || length > MESSAGE_BYTES_MAX)
      throw Wire.refusal(
          Failure.of(Category.DATA, "it answers a message of %d bytes".formatted(length)));
    return wire.read(length - 4);
  }

  private static void application(Patient patient, InetAddress reached, String mode) {
    patient.notes().begin(Layer.APPLICATION);
    var address = patient.target().address();
    var question =
        new OneQuestion(
            reached.getHostAddress(),
            address.port(),
            address.database(),
            mode.startsWith("verify") ? "require" : mode,
            patient.given().username().orElse(""),
            patient.given().password().orElseThrow());
    patient.notes().pass(question.ask(patient.deadline().left()));
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] startUp(String user, String database) throws IOException {
    return message(out -> {
      out.writeInt(PROTOCOL);
      for (var word :
          new String[] {"user", user, "database", database, "application_name", "apex doctor"}) {
        out.write(word.getBytes(StandardCharsets.UTF_8));
        out.writeByte(0);
      }
      out.writeByte(0);
    });
  }

  /// With its length before it, which counts itself.
  private static byte[] message(Writing writing) throws IOException {
    var body = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(body));
    var whole = new ByteArrayOutputStream();
    var out = new DataOutputStream(whole);
    out.writeInt(body.size() + 4);
    body.writeTo(out);
    return whole.toByteArray();
  }
}
