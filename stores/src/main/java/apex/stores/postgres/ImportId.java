package apex.stores.postgres;

import java.util.UUID;

/// One load of usage from one file.
public record ImportId(UUID value) {
  public static ImportId random() {
    return new ImportId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static ImportId parse(String text) {
    return new ImportId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
