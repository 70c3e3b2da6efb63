package apex.kernel.identity;

import java.util.UUID;

/// A person or a program that can sign in.
public record UserId(UUID value) {
  public static UserId random() {
    return new UserId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static UserId parse(String text) {
    return new UserId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
