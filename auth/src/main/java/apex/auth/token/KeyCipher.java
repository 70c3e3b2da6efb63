package apex.auth.token;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts private keys with AES-256-GCM, each bound to its name, so that rows cannot be swapped.
final class KeyCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  KeyCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  String encrypt(String kid, byte[] plain) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, kid, nonce).doFinal(plain);
      var all = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has AES-GCM", impossible);
    }
  }

  /// Refuses with CONFIGURATION when it was encrypted with another key.
  byte[] decrypt(String kid, String encrypted) {
    try {
      var all = ByteBuffer.wrap(Base64.getDecoder().decode(encrypted));
      var nonce = new byte[NONCE_BYTES];
      all.get(nonce);
      var sealed = new byte[all.remaining()];
      all.get(sealed);
      return cipher(Cipher.DECRYPT_MODE, kid, nonce).doFinal(sealed);
    } catch (GeneralSecurityException | RuntimeException wrong) {
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "AUTH_KEY_ENCRYPTION_KEY does not open the signing key " + kid,
          wrong);
    }
  }

  private Cipher cipher(int mode, String kid, byte[] nonce) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
