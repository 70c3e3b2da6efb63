package apex.ops.audit.module;

import apex.ops.audit.tree.SourceFile;
import apex.ops.audit.tree.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds the file that an import means.
///
/// Python's search path is not in the source. What can be told: every folder that is no package may
/// be on it. A name is looked for beside the importing package first, then in the folders above up
/// to the audited one, then wherever in the tree a package of that name lies, if only one does.
/// When several do, nothing is claimed.
public final class Modules {
  private static final Set<String> STANDARD = standard();

  /// Part of the interpreter: found before any file (`sys.builtin_module_names` of every CPython).
  private static final Set<String> BUILT_IN =
      Set.of(
          "atexit",
          "builtins",
          "errno",
          "faulthandler",
          "gc",
          "itertools",
          "marshal",
          "posix",
          "nt",
          "pwd",
          "sys",
          "time");

  private final SourceTree tree;
  private final Packages packages;
  private final Map<String, Integer> files = new HashMap<>();

  /// Skipped files and the folders they lie in.
  private final Set<String> skipped = new HashSet<>();

  private final Set<String> pythonFolders = new HashSet<>();

  /// Folders that may be on the search path, for each name that lies in one.
  private final Map<String, TreeSet<String>> bases = new HashMap<>();

  public Modules(SourceTree tree, Packages packages) {
    this.tree = tree;
    this.packages = packages;
    for (int i = 0; i < tree.files().size(); i++) {
      var file = tree.files().get(i);
      if (file.name().endsWith(".py")) add(file, i);
    }
    for (var skip : tree.skipped())
      for (var at = skip.path(); skipped.add(at) && at.indexOf('/') >= 0; ) at = parent(at);
    for (var folder : pythonFolders)
      if (!folder.isEmpty() && !packages.regular(parent(folder)))
        mayHold(parent(folder), last(folder));
  }

  private void add(SourceFile file, int number) {
    var name = file.name().substring(0, file.name().length() - ".py".length());
    var folder = file.folder();
    files.put(name.equals("__init__") ? folder : join(folder, name), number);
    for (var at = folder; pythonFolders.add(at) && !at.isEmpty(); ) at = parent(at);
    if (!packages.regular(folder) && !name.equals("__init__")) mayHold(folder, name);
  }

  private void mayHold(String folder, String name) {
    bases.computeIfAbsent(name, any -> new TreeSet<>()).add(folder);
  }

  private static Set<String> standard() {
    try (var names = Modules.class.getResourceAsStream("standard.txt")) {
      return names == null
          ? Set.of()
          : Set.of(
              new String(names.readAllBytes(), StandardCharsets.US_ASCII).strip().split("\\s+"));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// What an absolute name means to a file in `folder`.
  public Target absolute(String folder, String dotted) {
    var whole =
        dotted.endsWith(".__init__") ? dotted.substring(0, dotted.lastIndexOf('.')) : dotted;
    var parts = Packages.parts(whole);
    if (parts.isEmpty() || BUILT_IN.contains(parts.getFirst())) return new Target.Elsewhere();
    var base = base(folder, parts.getFirst());
    return base == null ? new Target.Elsewhere() : under(base, parts);
  }

  private @org.jspecify.annotations.Nullable String base(String folder, String top) {
    var candidates = bases.get(top);
    if (candidates == null) return null;
    var at = folder;
    while (packages.regular(at) && !at.isEmpty()) at = parent(at);
    if (candidates.contains(at)) return at;
    if (STANDARD.contains(top)) return null;
    while (!at.isEmpty()) {
      at = parent(at);
      if (candidates.contains(at)) return at;
    }
    if (candidates.size() > 1) return null;
    var only = candidates.first();
    return packages.regular(join(only, top)) ? only : null;
  }

  /// What a relative import names; [Target.Elsewhere] when it climbs above the tree.
  public Target relative(String folder, int dots, String module) {
    var at = folder;
    for (int i = 1; i < dots; i++) {
      if (at.isEmpty()) return new Target.Elsewhere();
      at = parent(at);
    }
    return module.isEmpty() ? whole(at) : under(at, Packages.parts(module));
  }

  private Target whole(String folder) {
    var file = files.get(folder);
    return file != null && packages.regular(folder)
        ? new Target.File(file)
        : new Target.Folder(folder);
  }

  /// A module of a package or folder, if there is one of that name.
  public Target inside(String folder, String name) {
    return under(folder, List.of(name));
  }

  private Target under(String base, List<String> parts) {
    var at = base;
    for (int i = 0; i < parts.size(); i++) {
      var next = join(at, parts.get(i));
      boolean leaf = i == parts.size() - 1;
      if (!pythonFolders.contains(next) || leaf) {
        if (files.containsKey(next) && (leaf || !pythonFolders.contains(next)))
          return leaf ? new Target.File(files.get(next)) : missing(next, parts.get(i + 1));
        if (leaf && pythonFolders.contains(next)) return new Target.Folder(next);
        return hidden(next) || !packages.regular(at)
            ? new Target.Elsewhere()
            : missing(at, parts.get(i));
      }
      at = next;
    }
    return new Target.Elsewhere();
  }

  /// Something of that name is there that we do not read: a library, a stub, a skipped file.
  private boolean hidden(String path) {
    return tree.opaque().contains(path)
        || tree.folders().contains(path)
        || skipped.contains(path)
        || skipped.contains(path + ".py");
  }

  private Target missing(String package_, String name) {
    var file = files.get(package_);
    return file == null ? new Target.Elsewhere() : new Target.Missing(file, name);
  }

  private static String parent(String folder) {
    var slash = folder.lastIndexOf('/');
    return slash < 0 ? "" : folder.substring(0, slash);
  }

  private static String last(String folder) {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
