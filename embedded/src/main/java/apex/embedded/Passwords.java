package apex.embedded;

import apex.kernel.environment.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes passwords of 128 random bits, in letters and digits, so that they fit in addresses.
public final class Passwords {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  public static Secret fresh() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new Secret(HexFormat.of().formatHex(bytes));
  }
}
