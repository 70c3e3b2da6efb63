package apex.kernel.identity;

import java.util.UUID;

/// One sign-in, from log-in to log-out, across its refreshed tokens.
public record SessionId(UUID value) {
  public static SessionId random() {
    return new SessionId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static SessionId parse(String text) {
    return new SessionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
