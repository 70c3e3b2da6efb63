package apex.kernel.run;

import java.util.UUID;

/// One message in a conversation, named by the server.
public record MessageId(UUID value) {
  public static MessageId random() {
    return new MessageId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static MessageId parse(String text) {
    return new MessageId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
