package apex.spend.figures;

import java.util.Locale;

/// What spend can be grouped by. A day is one of the period's zone, written `2026-01-31`.
public enum Dimension {
  MODEL,
  ROUTE,
  PROVIDER,
  DAY;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
