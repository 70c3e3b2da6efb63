package apex.ops.doctor.probe;

import apex.kernel.environment.Secret;
import apex.ops.doctor.topology.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The credentials of one target, taken from the variables that its topology names. Values are
/// never shown.
///
/// @param absent names of variables that are named and not set
record Given(
    Optional<String> username,
    Optional<Secret> password,
    Map<String, Secret> headers,
    java.util.List<String> absent) {

  static final String NONE = "not asked: no credentials given";

  static Given of(Target.Credentials named, Map<String, String> variables) {
    var absent = new java.util.ArrayList<String>();
    var headers = new LinkedHashMap<String, Secret>();
    named
        .headers()
        .forEach((header, variable) ->
            value(variable, variables, absent)
                .ifPresent(value -> headers.put(header, new Secret(value))));
    return new Given(
        named.username().flatMap(name -> value(name, variables, absent)),
        named.password().flatMap(name -> value(name, variables, absent)).map(Secret::new),
        headers,
        absent);
  }

  private static Optional<String> value(
      String variable, Map<String, String> variables, java.util.List<String> absent) {
    var value = Optional.ofNullable(variables.get(variable)).filter(text -> !text.isBlank());
    if (value.isEmpty()) absent.add(variable);
    return value;
  }

  boolean none() {
    return username.isEmpty() && password.isEmpty() && headers.isEmpty();
  }

  /// Why the application layer is not asked.
  String why() {
    return absent.isEmpty() ? NONE : NONE + " (%s is not set)".formatted(String.join(", ", absent));
  }
}
