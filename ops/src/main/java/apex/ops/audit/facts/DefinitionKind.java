package apex.ops.audit.facts;

import java.util.Locale;

/// What can be defined.
public enum DefinitionKind {
  CLASS,
  ENUM,
  FUNCTION,
  CONSTANT;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
