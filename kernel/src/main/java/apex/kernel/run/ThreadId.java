package apex.kernel.run;

import java.util.UUID;

/// One conversation.
public record ThreadId(UUID value) {
  public static ThreadId random() {
    return new ThreadId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static ThreadId parse(String text) {
    return new ThreadId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
