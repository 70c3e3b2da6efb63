package apex.auth.password;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Hashes passwords with Argon2id and checks them, a bounded number at once: whoever waits too long
/// for a turn gets OVER_CAPACITY, so many sign-ins at once cost time, never more memory. Shared.
public final class PasswordHasher {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final PasswordConfig config;
  private final Semaphore turns;
  private final SecureRandom random = new SecureRandom();

  public PasswordHasher(PasswordConfig config) {
    this.config = config;
    this.turns = new Semaphore(config.atOnce(), true);
  }

  /// What to store for a new password.
  public String hash(Secret password) {
    var salt = random(SALT_BYTES);
    var hash = argon2(password, config.kib(), config.passes(), salt, () -> {});
    return new PasswordHash(config.kib(), config.passes(), salt, hash).encoded();
  }

  /// Whether `stored` was made from this password.
  ///
  /// @param atTurn told before the work begins, when others have had theirs; may refuse
  public boolean matches(Secret password, String stored, Runnable atTurn) {
    var kept =
        PasswordHash.parse(stored)
            .orElseThrow(() ->
                new ApexException(ErrorCode.BUG, "a stored password hash has an unknown form"));
    var hash = argon2(password, kept.kib(), kept.passes(), kept.salt(), atTurn);
    return MessageDigest.isEqual(hash, kept.hash());
  }

  /// Takes as long as [#matches] and is always false: for an address that has no account.
  public boolean matchesNothing(Secret password, Runnable atTurn) {
    var hash = argon2(password, config.kib(), config.passes(), random(SALT_BYTES), atTurn);
    return MessageDigest.isEqual(hash, new byte[HASH_BYTES]);
  }

  /// Whether `stored` was made with other costs than today's.
  public boolean outdated(String stored) {
    return PasswordHash.parse(stored)
        .filter(kept -> kept.kib() == config.kib() && kept.passes() == config.passes())
        .isEmpty();
  }

  private byte[] argon2(Secret password, int kib, int passes, byte[] salt, Runnable atTurn) {
    turn();
    try {
      atTurn.run();
      var generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(kib)
              .withIterations(passes)
              .withParallelism(1)
              .withSalt(salt)
              .build());
      var hash = new byte[HASH_BYTES];
      generator.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), hash);
      return hash;
    } finally {
      turns.release();
    }
  }

  private void turn() {
    try {
      if (turns.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new ApexException(ErrorCode.OVER_CAPACITY, "too many are signing in at once");
  }

  private byte[] random(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
