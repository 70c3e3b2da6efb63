package apex.backend.agents;

import apex.edge.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells whether a step takes the same input again.
final class Fingerprint {
  private Fingerprint() {}

  /// SHA-256 over the input's JSON, hexadecimal.
  static String of(Object input) {
    var json = Json.write(input).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(json));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }
}
