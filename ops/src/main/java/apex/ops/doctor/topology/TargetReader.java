package apex.ops.doctor.topology;

import apex.kernel.health.Phase;
import apex.kernel.health.Service;
import apex.ops.terminal.Nearest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one service of a topology.
final class TargetReader {
  private static final List<String> KNOWN =
      List.of(
          "probe",
          "url",
          "deadline",
          "threshold",
          "depends_on",
          "uses",
          "phase",
          "optional",
          "username_env",
          "password_env",
          "headers_env",
          "expect_close");
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration THRESHOLD = Duration.ofMillis(500);

  private TargetReader() {}

  static Optional<Target> read(Fields.Entry service) {
    var fields = service.fields().only(KNOWN);
    if (!service.name().matches(NAME))
      fields.problem("", "must be named by letters, digits, _ . and -, at most 63");
    var probe = fields.required("probe").flatMap(label -> probe(fields, label));
    var url = fields.required("url");
    var address = probe.flatMap(kind -> url.flatMap(text -> address(fields, kind, text)));
    var place =
        new Service(
            service.name(),
            Phase.values()[fields.number("phase", 1, 1, Phase.values().length) - 1],
            fields.words("depends_on"),
            uses(fields),
            true);
    var optional = fields.truth("optional");
    var credentials = credentials(fields);
    var least = Duration.ofMillis(10);
    var deadline = fields.duration("deadline", DEADLINE, least, Duration.ofSeconds(60));
    var threshold =
        fields.duration("threshold", THRESHOLD, Duration.ofMillis(1), Duration.ofSeconds(60));
    var closes =
        fields.has("expect_close")
            ? Optional.of(fields.number("expect_close", 1008, 1000, 4999))
            : Optional.<Integer>empty();
    return address.map(found ->
        new Target(
            service.name(),
            probe.orElseThrow(),
            found,
            deadline,
            threshold,
            place,
            optional,
            credentials,
            closes));
  }

  private static Optional<ProbeKind> probe(Fields fields, String label) {
    var found = ProbeKind.of(label);
    if (found.isEmpty()) {
      var known = Arrays.stream(ProbeKind.values()).map(ProbeKind::label).toList();
      var meant = Nearest.to(label, known).map(" Did you mean %s?"::formatted).orElse("");
      fields.problem(
          "probe",
          "must be one of %s, was '%s'.%s".formatted(String.join(", ", known), label, meant));
    }
    return found;
  }

  private static Optional<Address> address(Fields fields, ProbeKind kind, String text) {
    try {
      return Optional.of(Address.of(kind, text));
    } catch (IllegalArgumentException wrong) {
      fields.problem("url", String.valueOf(wrong.getMessage()));
      return Optional.empty();
    }
  }

  private static List<Service.Use> uses(Fields fields) {
    return fields.sentences("uses").entrySet().stream()
        .map(use -> new Service.Use(use.getKey(), consequence(use)))
        .toList();
  }

  private static String consequence(Map.Entry<String, String> use) {
    return use.getValue().isBlank() ? "it does without what this gives" : use.getValue();
  }

  private static Target.Credentials credentials(Fields fields) {
    return new Target.Credentials(
        variable(fields, "username_env"), variable(fields, "password_env"), headers(fields));
  }

  private static Map<String, String> headers(Fields fields) {
    var headers = fields.sentences("headers_env");
    headers.forEach((header, variable) -> {
      if (!header.matches("[A-Za-z0-9-]{1,60}") || !variable.matches(VARIABLE))
        fields.problem("headers_env", "must map names of headers to names of variables");
    });
    return headers;
  }

  /// What stands there may be the secret itself, so it is not shown.
  private static Optional<String> variable(Fields fields, String name) {
    var given = fields.text(name);
    if (given.isPresent() && !given.get().matches(VARIABLE)) {
      fields.problem(name, "must be the name of a variable, never its value, was ***");
      return Optional.empty();
    }
    return given;
  }
}
