package apex.ops.doctor.probe;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// The upgrade of RFC 6455 as the protocol; where the topology says with which code it closes at
/// once, that close as the application.
final class WebSocketExam implements Exam {
  private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;
  private static final int NOT_READY = 1013;
  private static final int FRAMES_MAX = 20;

  @Override
  public void ask(Patient patient, Wire wire) throws IOException {
    patient.notes().begin(Layer.PROTOCOL);
    var key = key();
    var path = patient.target().address().path();
    var answer = HttpExam.exchange(patient, wire, path.isEmpty() ? "/" : path, upgrade(key));
    if (answer.status() != 101) throw refused(answer, patient);
    var accepted = answer.headers().getOrDefault("sec-websocket-accept", "");
    if (!accepted.equals(accept(key)))
      throw Wire.refusal(Failure.of(Category.DATA, "it answers another upgrade than was asked"));
    patient.notes().pass(answer.statusLine());
    if (patient.target().closesWith().isPresent()) closing(patient, wire);
    else patient.notes().notAsked(Layer.APPLICATION, "not asked: no expect_close given");
  }

  private static void closing(Patient patient, Wire wire) throws IOException {
    patient.notes().begin(Layer.APPLICATION);
    int wanted = patient.target().closesWith().orElseThrow();
    int code = closeCode(wire);
    if (code == wanted) patient.notes().pass("closed with %d as it should".formatted(code));
    else if (code == NOT_READY) throw Wire.refusal(notReady());
    else
      throw Wire.refusal(
          Failure.of(Category.DATA, "it closed with %d, not with %d".formatted(code, wanted)));
  }

  private static Failure notReady() {
    return Failure.of(Category.CAPACITY, "it closed with 1013: not ready, try again later")
        .withRemedy("Ask its health page what it waits for.");
  }

  /// Of the close frame, past any frames before it.
  private static int closeCode(Wire wire) throws IOException {
    for (int i = 0; i < FRAMES_MAX; i++) {
      int opcode = wire.must() & 0x0f;
      int length = length(wire);
      var payload = wire.read(length);
      if (opcode == CLOSE) return length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }
    throw Wire.refusal(
        Failure.of(Category.DATA, "it sent %d frames and did not close".formatted(FRAMES_MAX)));
  }

  private static int length(Wire wire) throws IOException {
    int length = wire.must() & 0x7f;
    if (length == 126) return wire.must() << 8 | wire.must();
    if (length == 127) throw Wire.refusal(Failure.of(Category.DATA, "it sends a frame of 64 KiB"));
    return length;
  }

  private static ApexException refused(HttpExam.Answer answer, Patient patient) {
    var seen =
        "%s answered %d to the upgrade".formatted(patient.target().address(), answer.status());
    return Wire.refusal(Taxonomy.http(answer.status(), seen));
  }

  private static Map<String, String> upgrade(String key) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Connection", "Upgrade");
    headers.put("Upgrade", "websocket");
    headers.put("Sec-WebSocket-Version", "13");
    headers.put("Sec-WebSocket-Key", key);
    return headers;
  }

  private static String key() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String accept(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      var bytes = digest.digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-1", impossible);
    }
  }
}
