package apex.kernel.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What a member of a workspace may do there.
public enum Role {
  OWNER(EnumSet.allOf(Permission.class)),
  EDITOR(EnumSet.of(Permission.READ, Permission.ASK, Permission.IMPORT)),
  VIEWER(EnumSet.of(Permission.READ, Permission.ASK));

  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = Set.copyOf(permissions);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /// `owner`, `editor` or `viewer`; anything else is refused.
  public static Role parse(String label) {
    return Arrays.stream(values())
        .filter(role -> role.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("role must be owner, editor or viewer, was " + label));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
