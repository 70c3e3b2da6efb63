package apex.auth.account;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import java.util.Optional;

/// Who owns a new house.
///
/// @param sample whether the first workspace holds sample data only
public record Owner(Email email, Secret password, boolean sample) {
  private static final Setting<Optional<Email>> EMAIL =
      Setting.of(
          "APEX_OWNER_EMAIL",
          "address of the account made when there is none yet",
          "",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(email(text)));
  private static final Setting<Optional<Secret>> PASSWORD =
      new Setting<>(
          "APEX_OWNER_PASSWORD",
          "its password; needs APEX_OWNER_EMAIL",
          Optional.of(""),
          text -> text.isEmpty() ? Optional.empty() : Optional.of(new Secret(text)),
          true);
  private static final Setting<Boolean> SAMPLE =
      Setting.of(
          "APEX_OWNER_SAMPLE",
          "true makes the owner's first workspace a sample one",
          "false",
          Owner::truth);

  /// The owner of `environment`; both settings or neither.
  public static Optional<Owner> from(Environment environment) {
    var values = environment.read(EMAIL, PASSWORD, SAMPLE);
    var email = values.get(EMAIL);
    var password = values.get(PASSWORD);
    PASSWORD.check(
        email.isPresent() == password.isPresent(), "goes together with APEX_OWNER_EMAIL", "one");
    return email.map(address -> new Owner(address, password.orElseThrow(), values.get(SAMPLE)));
  }

  private static Email email(String text) {
    try {
      return Email.parse(text);
    } catch (apex.kernel.failure.ApexException malformed) {
      throw new IllegalArgumentException("must be an address such as ada@example.org", malformed);
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
