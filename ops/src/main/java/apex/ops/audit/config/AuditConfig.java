package apex.ops.audit.config;

import java.util.List;
import java.util.Set;

/// What a project says of itself.
///
/// @param exclude patterns as in a `.gitignore`; what they leave out is listed
/// @param off rules that are not asked
/// @param environment patterns of files that may read the environment
/// @param layers packages from the top down; each may use those below it
/// @param forbidden dependencies that may not be
/// @param packs files with more rules
/// @param markers test markers that plugins declare
/// @param written the text it was read from, by which a cache knows it
public record AuditConfig(
    List<String> exclude,
    Set<String> off,
    List<String> environment,
    List<Layers> layers,
    List<Forbidden> forbidden,
    List<String> packs,
    Set<String> markers,
    String written) {
  public static final AuditConfig NONE =
      new AuditConfig(
          List.of(), Set.of(), List.of(), List.of(), List.of(), List.of(), Set.of(), "");

  public AuditConfig {
    exclude = List.copyOf(exclude);
    off = Set.copyOf(off);
    environment = List.copyOf(environment);
    layers = List.copyOf(layers);
    forbidden = List.copyOf(forbidden);
    packs = List.copyOf(packs);
    markers = Set.copyOf(markers);
  }

  /// Each entry is one or more packages that stand side by side and do not know each other.
  public record Layers(String name, List<List<String>> order) {
    public Layers {
      order = order.stream().map(List::copyOf).toList();
    }
  }

  public record Forbidden(List<String> from, List<String> to, List<String> except, String because) {
    public Forbidden {
      from = List.copyOf(from);
      to = List.copyOf(to);
      except = List.copyOf(except);
    }
  }

  /// Whether a dotted name is the package or lies in it.
  public static boolean within(String name, String package_) {
    return name.equals(package_) || name.startsWith(package_ + ".");
  }
}
