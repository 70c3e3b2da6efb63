package apex.ops.audit.rule;

import java.util.Locale;

/// How bad a finding is. A note is worth knowing and fails nothing.
public enum Severity {
  ERROR,
  WARNING,
  NOTE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
