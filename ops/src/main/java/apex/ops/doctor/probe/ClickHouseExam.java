package apex.ops.doctor.probe;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Phrases;
import apex.kernel.failure.Taxonomy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// ClickHouse over HTTP: `/ping` as the protocol, `select version()` as the application.
final class ClickHouseExam implements Exam {
  private static final String QUESTION = "/?query=select%20version()";

  @Override
  public void ask(Patient patient, Wire wire) throws IOException {
    patient.notes().begin(Layer.PROTOCOL);
    var ping = HttpExam.exchange(patient, wire, "/ping", Map.of("Connection", "keep-alive"));
    var said = HttpExam.body(wire, ping).strip();
    if (ping.status() != 200 || !said.equals("Ok."))
      throw Wire.refusal(
          Failure.of(
                  Category.CONFIGURATION,
                  "a web server answers there, not ClickHouse: status %d".formatted(ping.status()))
              .withRemedy("Correct the address in the topology: another service is there."));
    patient.notes().pass("ping: " + said);
    if (patient.given().none()) patient.notes().notAsked(Layer.APPLICATION, patient.given().why());
    else query(patient, wire);
  }

  private static void query(Patient patient, Wire wire) throws IOException {
    patient.notes().begin(Layer.APPLICATION);
    var headers = new LinkedHashMap<String, String>();
    headers.put("X-ClickHouse-User", patient.given().username().orElse("default"));
    patient
        .given()
        .password()
        .ifPresent(secret -> headers.put("X-ClickHouse-Key", secret.reveal()));
    var answer = HttpExam.exchange(patient, wire, QUESTION, headers);
    var body = HttpExam.body(wire, answer).strip();
    if (answer.status() == 200) patient.notes().pass("version " + body);
    else patient.notes().fail(refused(answer, body));
  }

  private static Failure refused(HttpExam.Answer answer, String body) {
    var code = answer.headers().getOrDefault("x-clickhouse-exception-code", "");
    var seen = body.lines().findFirst().orElse("status " + answer.status());
    if (code.matches("\\d{1,5}")) return Taxonomy.clickHouse(Integer.parseInt(code), seen);
    return Phrases.read(body)
        .map(read -> read.withCause(seen))
        .orElseGet(() -> Taxonomy.http(answer.status(), seen));
  }
}
