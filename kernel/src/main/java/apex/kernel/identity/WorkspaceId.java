package apex.kernel.identity;

import java.util.UUID;

/// A team's room: every record belongs to exactly one.
public record WorkspaceId(UUID value) {
  public static WorkspaceId random() {
    return new WorkspaceId(UUID.randomUUID());
  }

  /// Throws IllegalArgumentException when `text` is not a UUID.
  public static WorkspaceId parse(String text) {
    return new WorkspaceId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
