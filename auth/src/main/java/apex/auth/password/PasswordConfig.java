package apex.auth.password;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;

/// What it costs to check a password.
///
/// @param kib memory of one hash
/// @param passes over that memory
/// @param atOnce most hashes at the same time; together they need `kib` times as much memory
/// @param patience longest wait for a turn; then OVER_CAPACITY
public record PasswordConfig(int kib, int passes, int atOnce, Duration patience) {
  private static final Setting<Integer> KIB =
      Setting.number(
          "AUTH_ARGON2_KIB", "memory of one password hash in KiB, 8192 to 1048576", 19_456);
  private static final Setting<Integer> PASSES =
      Setting.number("AUTH_ARGON2_PASSES", "passes of a password hash, 1 to 20", 2);
  private static final Setting<Integer> AT_ONCE =
      Setting.number("AUTH_ARGON2_AT_ONCE", "most password hashes at once, 1 to 64", 1);
  private static final Setting<Duration> PATIENCE =
      Setting.duration("AUTH_ARGON2_PATIENCE", "longest wait for a turn to hash", "PT10S");

  public PasswordConfig {
    KIB.check(kib >= 8_192 && kib <= 1_048_576, "must be 8192 to 1048576", kib);
    PASSES.check(passes >= 1 && passes <= 20, "must be 1 to 20", passes);
    AT_ONCE.check(atOnce >= 1 && atOnce <= 64, "must be 1 to 64", atOnce);
    PATIENCE.check(!patience.isNegative(), "must not be negative", patience);
  }

  public static PasswordConfig from(Environment environment) {
    var values = environment.read(KIB, PASSES, AT_ONCE, PATIENCE);
    return new PasswordConfig(
        values.get(KIB), values.get(PASSES), values.get(AT_ONCE), values.get(PATIENCE));
  }
}
