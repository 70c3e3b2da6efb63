package apex.ops.doctor.probe;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// HTTP/1.1: the protocol layer passes with a status line and headers; the application layer with a
/// status below 400. A web page or a health document, whatever it says, is kept for the judgement.
final class HttpExam implements Exam {
  private static final int HEADERS_MAX = 200;
  private static final int BODY_MAX = 64 * 1024;

  @Override
  public void ask(Patient patient, Wire wire) throws IOException {
    var path = patient.target().address().path();
    patient.notes().begin(Layer.PROTOCOL);
    var answer = exchange(patient, wire, path.isEmpty() ? "/" : path, Map.of());
    patient
        .notes()
        .pass(
            "%s %s"
                .formatted(answer.statusLine(), answer.headers().getOrDefault("server", ""))
                .strip());
    patient.notes().begin(Layer.APPLICATION);
    var body = body(wire, answer);
    var mediaType = answer.headers().getOrDefault("content-type", "");
    patient.notes().answered(new Notes.Reply(answer.status(), mediaType, body));
    judge(patient, answer, body);
  }

  /// @param headers by lower-case name
  record Answer(String statusLine, int status, Map<String, String> headers) {}

  static Answer exchange(Patient patient, Wire wire, String path, Map<String, String> more)
      throws IOException {
    var request = new StringBuilder("GET %s HTTP/1.1\r\n".formatted(path));
    request.append("Host: %s\r\n".formatted(patient.target().address().authority()));
    request.append("User-Agent: apex doctor\r\n");
    if (!more.containsKey("Connection")) request.append("Connection: close\r\n");
    if (!more.containsKey("Accept")) request.append("Accept: application/json, */*;q=0.5\r\n");
    more.forEach((name, value) -> request.append("%s: %s\r\n".formatted(name, value)));
    patient
        .given()
        .headers()
        .forEach((name, value) ->
            request.append("%s: %s\r\n".formatted(name, value.reveal().replaceAll("[\r\n]", ""))));
    wire.send(request.append("\r\n").toString());
    return answer(wire);
  }

  private static Answer answer(Wire wire) throws IOException {
    int first = wire.must();
    if (first != 'H') throw Stranger.refusal("a web server", wire.peeked(first));
    var line = "H" + wire.line();
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?"))
      throw Stranger.refusal("a web server", line.getBytes(StandardCharsets.ISO_8859_1));
    var headers = new LinkedHashMap<String, String>();
    for (var header = wire.line(); !header.isEmpty(); header = wire.line()) {
      if (headers.size() >= HEADERS_MAX)
        throw Wire.refusal(
            Failure.of(Category.DATA, "it answers more than %d headers".formatted(HEADERS_MAX)));
      var colon = header.indexOf(':');
      if (colon > 0)
        headers.put(
            header.substring(0, colon).toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
    }
    return new Answer(line, Integer.parseInt(line.substring(9, 12)), headers);
  }

  /// At most 64 KiB of it; more is not waited for.
  static String body(Wire wire, Answer answer) throws IOException {
    if (answer.status() == 204 || answer.status() == 304 || answer.status() < 200) return "";
    var chunked = answer.headers().getOrDefault("transfer-encoding", "").contains("chunked");
    var bytes = chunked ? chunks(wire) : plain(wire, length(answer));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Optional<Integer> length(Answer answer) {
    return Optional.ofNullable(answer.headers().get("content-length"))
        .filter(text -> text.matches("\\d{1,9}"))
        .map(Integer::valueOf);
  }

  private static byte[] plain(Wire wire, Optional<Integer> length) throws IOException {
    var body = new java.io.ByteArrayOutputStream();
    int wanted = Math.min(BODY_MAX, length.orElse(BODY_MAX));
    while (body.size() < wanted) {
      int next = length.isPresent() ? wire.must() : wire.read();
      if (next < 0) break;
      body.write(next);
    }
    return body.toByteArray();
  }

  private static byte[] chunks(Wire wire) throws IOException {
    var body = new java.io.ByteArrayOutputStream();
    while (body.size() < BODY_MAX) {
      var size = wire.line().replaceFirst(";.*", "").strip();
      if (!size.matches("[0-9A-Fa-f]{1,7}"))
        throw Wire.refusal(Failure.of(Category.DATA, "it sends a chunk without a size"));
      int left = Integer.parseInt(size, 16);
      if (left == 0) break;
      body.writeBytes(wire.read(Math.min(left, BODY_MAX)));
      if (left > BODY_MAX) break;
      wire.line();
    }
    return body.toByteArray();
  }

  private static void judge(Patient patient, Answer answer, String body) {
    int status = answer.status();
    var seen = "status %d, %d bytes".formatted(status, body.length());
    if (status < 400) patient.notes().pass(seen);
    else if ((status == 401 || status == 403) && patient.given().none())
      patient.notes().notAsked(Layer.APPLICATION, patient.given().why() + ", it asks for them");
    else
      patient
          .notes()
          .fail(
              Taxonomy.http(
                  status, "%s answered %d".formatted(patient.target().address(), status)));
  }
}
