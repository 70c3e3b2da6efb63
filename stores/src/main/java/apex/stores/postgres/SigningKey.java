package apex.stores.postgres;

import java.time.Instant;

/// A key that signs tokens.
///
/// @param publicJwk the public half, published until `retires`
/// @param privateEncrypted the private half, encrypted before it came here
public record SigningKey(
    String kid, String publicJwk, String privateEncrypted, Instant created, Instant retires) {
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
