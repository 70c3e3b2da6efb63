package apex.auth.password;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.Locale;

/// What a new password must be: 12 to 200 characters, not one repeated, and not the address it
/// belongs to.
public final class PasswordRule {
  private static final int CHARS_MIN = 12;
  private static final int CHARS_MAX = 200;

  private PasswordRule() {}

  /// Refuses with INVALID_REQUEST, never showing the password.
  public static void check(Secret password, String email) {
    var text = password.reveal();
    if (text.length() < CHARS_MIN || text.length() > CHARS_MAX)
      throw broken(
          "must have %d to %d characters, had %d".formatted(CHARS_MIN, CHARS_MAX, text.length()));
    if (text.strip().toLowerCase(Locale.ROOT).equals(email.toLowerCase(Locale.ROOT)))
      throw broken("must not be the address");
    if (text.chars().distinct().count() < 4) throw broken("must have 4 different characters");
  }

  private static ApexException broken(String rule) {
    return new ApexException(
        ErrorCode.INVALID_REQUEST, "password " + rule, "Choose another password.");
  }
}
