package apex.stores.postgres;

import java.time.ZoneId;

/// A workspace about to be made.
public record NewWorkspace(String name, ZoneId billingZone, boolean sample) {
  public NewWorkspace {
    if (name.isBlank() || name.length() > 200)
      throw new IllegalArgumentException("a workspace's name has 1 to 200 characters");
  }
}
