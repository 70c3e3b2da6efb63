package apex.stores.postgres;

import java.util.Locale;

/// One process's part of the database, and the newest migration this build brings for it.
public enum Schema {
  AUTH("1"),
  BACKEND("8");

  private final String newest;

  Schema(String newest) {
    this.newest = newest;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The version a migrated schema shows.
  String newest() {
    return newest;
  }
}
