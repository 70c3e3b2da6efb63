package apex.ops.doctor.topology;

import apex.kernel.health.Phase;
import apex.kernel.health.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One service to be examined.
///
/// @param deadline longest time for all its layers together
/// @param threshold a layer that takes longer makes it degraded
/// @param closesWith the code with which a WebSocket is expected to close at once
public record Target(
    String name,
    ProbeKind probe,
    Address address,
    Duration deadline,
    Duration threshold,
    Service place,
    boolean optional,
    Credentials credentials,
    Optional<Integer> closesWith) {

  /// Names of the variables that hold what is secret; never the values.
  ///
  /// @param headers by the name of the HTTP header
  public record Credentials(
      Optional<String> username, Optional<String> password, Map<String, String> headers) {
    public static final Credentials NONE =
        new Credentials(Optional.empty(), Optional.empty(), Map.of());

    public Credentials {
      headers = Map.copyOf(headers);
    }

    public boolean none() {
      return username.isEmpty() && password.isEmpty() && headers.isEmpty();
    }
  }

  public List<String> requires() {
    return place.requires();
  }

  public List<String> uses() {
    return place.uses().stream().map(Service.Use::service).toList();
  }

  public Phase phase() {
    return place.phase();
  }

  /// Whether it is leaned on in any way.
  public boolean leansOn(String other) {
    return requires().contains(other) || uses().contains(other);
  }
}
