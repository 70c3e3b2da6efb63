package apex.stores.postgres;

import java.time.ZoneId;
import java.time.ZoneOffset;

/// A workspace about to be made.
///
/// @param billingZone of its days and months; an offset of zero is kept by its name, `UTC`, as
///   people read it beside every period
public record NewWorkspace(String name, ZoneId billingZone, boolean sample) {
  public NewWorkspace {
    if (name.isBlank() || name.length() > 200)
      throw new IllegalArgumentException("a workspace's name has 1 to 200 characters");
    if (billingZone.equals(ZoneOffset.UTC)) billingZone = ZoneId.of("UTC");
  }
}
