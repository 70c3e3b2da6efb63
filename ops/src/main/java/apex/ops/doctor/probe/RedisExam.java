package apex.ops.doctor.probe;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// RESP: any reply to `PING` or `AUTH` is the protocol; with credentials a key is set with an
/// expiry, read and deleted.
final class RedisExam implements Exam {
  private static final int REPLY_BYTES_MAX = 4096;

  @Override
  public void ask(Patient patient, Wire wire) throws IOException {
    patient.notes().begin(Layer.PROTOCOL);
    wire.send(command(greeting(patient.given())));
    var reply = reply(wire);
    if (patient.given().none()) withoutCredentials(patient, reply);
    else withCredentials(patient, wire, reply);
  }

  /// Credentials go first: to a server that wants them nothing else is of use.
  private static String[] greeting(Given given) {
    if (given.password().isEmpty()) return new String[] {"PING"};
    var password = given.password().get().reveal();
    return given
        .username()
        .map(user -> new String[] {"AUTH", user, password})
        .orElseGet(() -> new String[] {"AUTH", password});
  }

  private static void withoutCredentials(Patient patient, String reply) {
    if (reply.startsWith("-") && !reply.startsWith("-NOAUTH"))
      throw Wire.refusal(Taxonomy.redis(reply));
    patient.notes().pass(reply.startsWith("-") ? "speaks RESP, asks for a password" : reply);
    patient.notes().notAsked(Layer.APPLICATION, patient.given().why());
  }

  private static void withCredentials(Patient patient, Wire wire, String reply) throws IOException {
    patient.notes().pass("speaks RESP");
    patient.notes().begin(Layer.APPLICATION);
    if (reply.startsWith("-")) throw Wire.refusal(Taxonomy.redis(reply));
    var key = "doctor:" + UUID.randomUUID();
    want("+OK", asked(wire, "SET", key, "1", "EX", "10"));
    want("1", asked(wire, "GET", key));
    want(":1", asked(wire, "DEL", key));
    patient.notes().pass("set with expiry, got, deleted");
  }

  private static String asked(Wire wire, String... words) throws IOException {
    wire.send(command(words));
    var reply = reply(wire);
    if (reply.startsWith("-")) throw Wire.refusal(Taxonomy.redis(reply));
    return reply;
  }

  private static void want(String wanted, String got) {
    if (!got.equals(wanted))
      throw Wire.refusal(
          Failure.of(Category.DATA, "it answered '%s' instead of '%s'".formatted(got, wanted)));
  }

  private static byte[] command(String... words) {
    var text = new StringBuilder("*%d\r\n".formatted(words.length));
    for (var word : words)
      text.append("$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// A simple string, an error or a number with its mark; a bulk string without.
  private static String reply(Wire wire) throws IOException {
    int kind = wire.must();
    return switch (kind) {
      case '+', '-', ':' -> (char) kind + wire.line();
      case '$' -> bulk(wire);
      default -> throw Stranger.refusal("Redis", wire.peeked(kind));
    };
  }

  private static String bulk(Wire wire) throws IOException {
    var length = wire.line();
    if (!length.matches("\\d{1,4}") || Integer.parseInt(length) > REPLY_BYTES_MAX)
      throw Wire.refusal(Failure.of(Category.DATA, "it answers a string of length " + length));
    var text = new String(wire.read(Integer.parseInt(length)), StandardCharsets.UTF_8);
    wire.line();
    return text;
  }
}
