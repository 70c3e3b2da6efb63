package apex.edge.http;

import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// What auth and backend know each other by. Compared in a time that tells nothing about it.
public record ServiceSecret(Secret value) {
  /// Carries it from one process to the other.
  public static final String HEADER = "X-Service-Secret";

  public static final Setting<Secret> SETTING =
      Setting.secret("SERVICE_SECRET", "shared by auth and backend, at least 32 characters");

  private static final int CHARS_MIN = 32;

  public ServiceSecret {
    SETTING.check(value.reveal().length() >= CHARS_MIN, "must have at least 32 characters", "less");
  }

  /// Refuses a request that does not carry it, with UNAUTHENTICATED.
  public void require(Request request) {
    if (!matches(request.header(HEADER)))
      throw new ApexException(
          ErrorCode.UNAUTHENTICATED,
          HEADER + " is missing or wrong",
          "Give both services the same SERVICE_SECRET.");
  }

  public boolean matches(Optional<String> offered) {
    return MessageDigest.isEqual(digest(value.reveal()), digest(offered.orElse("")));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
