package apex.auth.password;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An Argon2id hash as it is stored, with all that is needed to compute it again:
/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
record PasswordHash(int kib, int passes, byte[] salt, byte[] hash) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{4,7}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]{22,86})\\$([A-Za-z0-9+/]{43})");
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  static Optional<PasswordHash> parse(String encoded) {
    return Optional.of(FORM.matcher(encoded)).filter(Matcher::matches).map(PasswordHash::from);
  }

  String encoded() {
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(kib, passes, ENCODER.encodeToString(salt), ENCODER.encodeToString(hash));
  }

  private static PasswordHash from(Matcher form) {
    var decoder = Base64.getDecoder();
    return new PasswordHash(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        decoder.decode(form.group(3)),
        decoder.decode(form.group(4)));
  }
}
