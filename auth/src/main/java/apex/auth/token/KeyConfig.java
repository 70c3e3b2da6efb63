package apex.auth.token;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import java.time.Duration;
import java.util.Base64;

/// How signing keys are kept and renewed.
///
/// @param encryption 32 bytes in base64; encrypts the private halves
/// @param rotation how long a key signs
/// @param overlap how much longer its signatures are good; longer than a token lives and than the
///   backend keeps a key set
public record KeyConfig(Secret encryption, Duration rotation, Duration overlap) {
  private static final Setting<Secret> ENCRYPTION =
      Setting.secret("AUTH_KEY_ENCRYPTION_KEY", "32 bytes in base64 that encrypt the signing keys");
  private static final Setting<Duration> ROTATION =
      Setting.duration("AUTH_KEY_ROTATION", "how long a key signs tokens, PT1H or more", "P30D");
  private static final Setting<Duration> OVERLAP =
      Setting.duration(
          "AUTH_KEY_OVERLAP", "how much longer its tokens are good, PT25H or more", "P2D");
  private static final int KEY_BYTES = 32;

  public KeyConfig {
    ENCRYPTION.check(bytes(encryption) == KEY_BYTES, "must be 32 bytes in base64", encryption);
    ROTATION.check(rotation.compareTo(Duration.ofHours(1)) >= 0, "must be PT1H or more", rotation);
    OVERLAP.check(overlap.compareTo(Duration.ofHours(25)) >= 0, "must be PT25H or more", overlap);
  }

  public static KeyConfig from(Environment environment) {
    var values = environment.read(ENCRYPTION, ROTATION, OVERLAP);
    return new KeyConfig(values.get(ENCRYPTION), values.get(ROTATION), values.get(OVERLAP));
  }

  byte[] key() {
    return Base64.getDecoder().decode(encryption.reveal());
  }

  private static int bytes(Secret text) {
    try {
      return Base64.getDecoder().decode(text.reveal()).length;
    } catch (IllegalArgumentException notBase64) {
      return 0;
    }
  }
}
