package apex.edge.token;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The public keys that tokens are signed with, by their `kid`. An unknown `kid` asks the source
/// again, at most once in a pause whatever is sent, one caller at a time; the others are answered
/// with what is known. Shared.
public final class KeyRing {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Supplier<String> source;
  private final Duration pause;
  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Map<String, PublicKey> keys = Map.of();
  private volatile Instant askedAt = Instant.MIN;

  /// @param source answers the JWKS as JSON; may throw when it cannot
  /// @param pause shortest time between two questions to the source
  public KeyRing(Supplier<String> source, Duration pause, InstantSource clock) {
    this.source = source;
    this.pause = pause;
    this.clock = clock;
  }

  /// Takes over the keys of a JWKS; the ones it lacks are no longer trusted.
  public void accept(String jwks) {
    keys = parsed(jwks);
  }

  /// Whether any key is known.
  public boolean empty() {
    return keys.isEmpty();
  }

  /// The key of this name, asking the source when it is unknown. NOT_READY when no key at all is
  /// known and the source does not answer.
  Optional<PublicKey> key(String kid) {
    var known = Optional.ofNullable(keys.get(kid));
    return known.isPresent() ? known : asked(kid);
  }

  private Optional<PublicKey> asked(String kid) {
    if (!asking.tryLock()) return known(kid);
    try {
      if (askedAt.isBefore(clock.instant().minus(pause))) {
        askedAt = clock.instant();
        accept(source.get());
      }
    } catch (RuntimeException silent) {
      if (keys.isEmpty())
        throw new ApexException(ErrorCode.NOT_READY, "the signing keys cannot be fetched", silent);
    } finally {
      asking.unlock();
    }
    return known(kid);
  }

  private Optional<PublicKey> known(String kid) {
    if (keys.isEmpty()) throw new ApexException(ErrorCode.NOT_READY, "no signing key is known yet");
    return Optional.ofNullable(keys.get(kid));
  }

  private static Map<String, PublicKey> parsed(String jwks) {
    try {
      var keys = new HashMap<String, PublicKey>();
      for (var key : JWKSet.parse(jwks).getKeys())
        if (key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve()))
          keys.put(pair.getKeyID(), publicKey(pair.getDecodedX()));
      return Map.copyOf(keys);
    } catch (ParseException | GeneralSecurityException broken) {
      throw new ApexException(
          ErrorCode.INVALID_DATA, "the key set is not a JWKS of Ed25519 keys", broken);
    }
  }

  private static PublicKey publicKey(byte[] point) throws GeneralSecurityException {
    var encoded = new byte[ED25519_PREFIX.length + point.length];
    System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
    System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }
}
