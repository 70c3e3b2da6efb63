package apex.kernel.identity;

/// What can be allowed in a workspace.
public enum Permission {
  READ,
  ASK,
  IMPORT,
  /// Undo imports, keys, members, settings.
  ADMINISTER
}
