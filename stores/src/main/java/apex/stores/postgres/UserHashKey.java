package apex.stores.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hides the users and the prompts of one workspace: without the key, nobody can tell who or what
/// is behind a hash.
public final class UserHashKey {
  private final SecretKeySpec key;

  UserHashKey(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /// 32 hexadecimal digits; empty for a user who was not told.
  public String hash(String user) {
    return user.isEmpty() ? "" : HexFormat.of().formatHex(first16(user));
  }

  /// A number by which equal prompts are known, 1 and more; 0 for a prompt that was not told.
  ///
  /// @param digest of the prompt
  public long prompt(String digest) {
    if (digest.isEmpty()) return 0;
    long number = ByteBuffer.wrap(first16("prompt " + digest)).getLong() & Long.MAX_VALUE;
    return Math.max(1, number);
  }

  private byte[] first16(String user) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Arrays.copyOf(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)), 16);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HmacSHA256", impossible);
    }
  }

  @Override
  public String toString() {
    return "UserHashKey[***]";
  }
}
