package apex.kernel.run;

import java.util.UUID;

/// One answering of one question.
public record RunId(UUID value) {
  public static RunId random() {
    return new RunId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static RunId parse(String text) {
    return new RunId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
