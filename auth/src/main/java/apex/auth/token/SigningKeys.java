package apex.auth.token;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.postgres.SigningKey;
import apex.stores.postgres.SigningKeyStore;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The Ed25519 keys of the house: the newest signs, all that are not retired verify. They are rows,
/// so every auth process has the same; [#renew] takes over what another one made. Shared.
public final class SigningKeys {
  private static final int POINT_BYTES = 32;

  private final KeyConfig config;
  private final SigningKeyStore store;
  private final KeyCipher cipher;
  private final InstantSource clock;
  private volatile Optional<Ring> ring = Optional.empty();

  private record Ring(String kid, PrivateKey key, String jwks) {}

  /// A signature and the name of the key that made it.
  record Signer(String kid, PrivateKey key) {}

  public SigningKeys(KeyConfig config, SigningKeyStore store, InstantSource clock) {
    this.config = config;
    this.store = store;
    this.cipher = new KeyCipher(config.key());
    this.clock = clock;
  }

  /// Makes a key when there is none or the newest has signed long enough, and reads all.
  public void renew() {
    var keys = store.renew(clock.instant(), this::next);
    var newest = keys.getFirst();
    ring = Optional.of(new Ring(newest.kid(), opened(newest), jwks(keys)));
  }

  /// The public halves as a JWKS.
  public String jwks() {
    return ring().jwks();
  }

  Signer signer() {
    var ring = ring();
    return new Signer(ring.kid(), ring.key());
  }

  private Ring ring() {
    return ring.orElseThrow(
        () -> new ApexException(ErrorCode.NOT_READY, "the signing keys were not read yet"));
  }

  private Optional<SigningKey> next(List<SigningKey> keys) {
    var now = clock.instant();
    var good =
        keys.stream().findFirst().filter(key -> key.created().plus(config.rotation()).isAfter(now));
    return good.isPresent() ? Optional.empty() : Optional.of(made());
  }

  private SigningKey made() {
    var now = clock.instant();
    var kid = UUID.randomUUID().toString();
    var pair = pair();
    return new SigningKey(
        kid,
        Json.write(jwk(kid, pair)),
        cipher.encrypt(kid, pair.getPrivate().getEncoded()),
        now,
        now.plus(config.rotation()).plus(config.overlap()));
  }

  private static Map<String, String> jwk(String kid, KeyPair pair) {
    var encoded = pair.getPublic().getEncoded();
    var point = Arrays.copyOfRange(encoded, encoded.length - POINT_BYTES, encoded.length);
    var jwk = new LinkedHashMap<String, String>();
    jwk.put("kty", "OKP");
    jwk.put("crv", "Ed25519");
    jwk.put("use", "sig");
    jwk.put("alg", "EdDSA");
    jwk.put("kid", kid);
    jwk.put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(point));
    return jwk;
  }

  private static String jwks(List<SigningKey> keys) {
    return Json.write(
        Map.of("keys", keys.stream().map(key -> Json.tree(key.publicJwk())).toList()));
  }

  private PrivateKey opened(SigningKey key) {
    try {
      var encoded = cipher.decrypt(key.kid(), key.privateEncrypted());
      return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException broken) {
      throw new ApexException(ErrorCode.INVALID_DATA, "the signing key is broken", broken);
    }
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has Ed25519", impossible);
    }
  }
}
