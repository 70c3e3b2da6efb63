package apex.stores.postgres;

import java.util.UUID;

/// One ingest key, by a name that is no secret.
public record KeyId(UUID value) {
  public static KeyId random() {
    return new KeyId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static KeyId parse(String text) {
    return new KeyId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
