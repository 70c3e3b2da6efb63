package apex.ops.audit.module;

import apex.ops.audit.tree.SourceTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The Python package of each folder: the names from the nearest folder above without an
/// `__init__.py` down to it.
public final class Packages {
  private final Set<String> regular = new HashSet<>();
  private final Map<String, String> names = new HashMap<>();

  public Packages(SourceTree tree) {
    for (var file : tree.files()) if (file.name().equals("__init__.py")) regular.add(file.folder());
    names.put("", String.join(".", tree.above()));
  }

  /// Whether a folder has an `__init__.py`.
  public boolean regular(String folder) {
    return regular.contains(folder);
  }

  /// Dotted, empty for a folder without an `__init__.py`.
  public String of(String folder) {
    var known = names.get(folder);
    if (known != null) return known;
    var slash = folder.lastIndexOf('/');
    var name = folder.substring(slash + 1);
    var package_ =
        !regular.contains(folder)
            ? ""
            : join(of(slash < 0 ? "" : folder.substring(0, slash)), name);
    names.put(folder, package_);
    return package_;
  }

  /// The absolute name of what a relative import names; empty when it climbs above the folder that
  /// the packages begin in.
  ///
  /// @param folder of the importing file
  public Optional<String> resolve(String folder, int dots, String module) {
    var package_ = of(folder);
    for (int i = 1; i < dots; i++) {
      if (package_.isEmpty()) return Optional.empty();
      var dot = package_.lastIndexOf('.');
      package_ = dot < 0 ? "" : package_.substring(0, dot);
    }
    return Optional.of(join(package_, module));
  }

  /// The dotted name of a Python file.
  public String module(String path) {
    var slash = path.lastIndexOf('/');
    var package_ = of(slash < 0 ? "" : path.substring(0, slash));
    var name = path.substring(slash + 1, path.length() - ".py".length());
    return name.equals("__init__") ? package_.isEmpty() ? name : package_ : join(package_, name);
  }

  private static String join(String package_, String name) {
    if (package_.isEmpty() || name.isEmpty()) return package_ + name;
    return package_ + "." + name;
  }

  /// The names in a dotted one.
  public static List<String> parts(String dotted) {
    return dotted.isEmpty() ? List.of() : List.of(dotted.split("\\."));
  }
}
