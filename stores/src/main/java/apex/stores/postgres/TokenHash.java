package apex.stores.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a token, ticket or key that we made: what we keep instead of it.
///
/// @param hex 64 lower-case hexadecimal digits
public record TokenHash(String hex) {
  public TokenHash {
    if (!hex.matches("[0-9a-f]{64}"))
      throw new IllegalArgumentException("a token hash has 64 hexadecimal digits");
  }

  public static TokenHash of(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return new TokenHash(
          HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
