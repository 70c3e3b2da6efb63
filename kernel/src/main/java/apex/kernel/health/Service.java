package apex.kernel.health;

import java.util.List;

/// A part of the house that can be healthy or not, and what it leans on.
///
/// @param requires names of services without which it cannot work
/// @param uses services without which it works less well
/// @param counts whether its health counts for the whole; an optional service's does not
public record Service(
    String name, Phase phase, List<String> requires, List<Use> uses, boolean counts) {
  /// A service that is used but not required.
  ///
  /// @param consequence what is worse without it, in words
  public record Use(String service, String consequence) {}

  public Service {
    requires = List.copyOf(requires);
    uses = List.copyOf(uses);
  }
}
