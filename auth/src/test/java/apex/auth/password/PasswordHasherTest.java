package apex.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
  private static final Secret PASSWORD = new Secret("correct horse battery");
  private final PasswordHasher hasher = hasher(8_192, 1, Duration.ofSeconds(10));

  private static PasswordHasher hasher(int kib, int atOnce, Duration patience) {
    return new PasswordHasher(new PasswordConfig(kib, 1, atOnce, patience));
  }

  @Test
  void aPasswordMatchesItsHashOnly() {
    var stored = hasher.hash(PASSWORD);
    assertThat(hasher.matches(PASSWORD, stored, () -> {})).isTrue();
    assertThat(hasher.matches(new Secret("correct horse batterY"), stored, () -> {})).isFalse();
    assertThat(stored).startsWith("$argon2id$v=19$m=8192,t=1,p=1$").doesNotContain("correct");
  }

  @Test
  void theSamePasswordIsNeverHashedToTheSame() {
    assertThat(hasher.hash(PASSWORD)).isNotEqualTo(hasher.hash(PASSWORD));
  }

  @Test
  void aHashIsComputedWithItsOwnCosts() {
    var stored = hasher.hash(PASSWORD);
    var dearer = hasher(9_216, 1, Duration.ofSeconds(10));
    assertThat(dearer.matches(PASSWORD, stored, () -> {})).isTrue();
    assertThat(dearer.outdated(stored)).isTrue();
    assertThat(hasher.outdated(stored)).isFalse();
  }

  @Test
  void nothingMatchesTheHashOfNobody() {
    assertThat(hasher.matchesNothing(PASSWORD, () -> {})).isFalse();
  }

  @Test
  void aStoredHashOfAnotherFormIsABug() {
    assertThatThrownBy(() -> hasher.matches(PASSWORD, "$2y$10$abc", () -> {}))
        .isInstanceOfSatisfying(
            ApexException.class, bug -> assertThat(bug.code()).isEqualTo(ErrorCode.BUG));
  }

  @Test
  void whoWaitsTooLongForATurnIsToldSo() throws Exception {
    var hurried = hasher(131_072, 1, Duration.ZERO);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 8).mapToObj(_ -> threads.submit(() -> outcome(hurried))).toList();
      var outcomes = new java.util.TreeSet<String>();
      for (var answer : answers) outcomes.add(answer.get());
      assertThat(outcomes).contains("hashed").contains("OVER_CAPACITY");
    }
  }

  /// The Argon2id vector of RFC 9106, section 5.3.
  @Test
  void theLibraryComputesTheStandardsOwnExample() {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(bytes(2, 16))
            .withSecret(bytes(3, 8))
            .withAdditional(bytes(4, 12))
            .build());
    var tag = new byte[32];
    generator.generateBytes(bytes(1, 32), tag);
    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  private static byte[] bytes(int value, int count) {
    var bytes = new byte[count];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static String outcome(PasswordHasher hasher) {
    try {
      hasher.hash(PASSWORD);
      return "hashed";
    } catch (ApexException refused) {
      return refused.code().name();
    }
  }
}
