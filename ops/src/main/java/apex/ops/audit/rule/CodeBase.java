package apex.ops.audit.rule;

import apex.ops.audit.config.AuditConfig;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.graph.Edge;
import apex.ops.audit.module.Modules;
import apex.ops.audit.module.Packages;
import apex.ops.audit.module.Target;
import apex.ops.audit.tree.SourceFile;
import apex.ops.audit.tree.SourceTree;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// All facts of a tree, and what their imports mean.
public final class CodeBase {
  /// Ends the name of a Java package's tests.
  static final String TESTS = " (tests)";

  private static final Pattern TEST =
      Pattern.compile(
          "(.*/)?(tests?|testing|src/test|e2e)/.*|(.*/)?(test_[^/]*|[^/]*_test|conftest)\\.py");

  private final SourceTree tree;
  private final List<FileFacts> facts;
  private final AuditConfig config;
  private final Packages packages;
  private final Modules modules;

  /// Of each file what its imports mean, by the very facts it has.
  private final List<Map<Import, Target>> targets = new ArrayList<>();

  private final BitSet tests = new BitSet();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> javaTypes = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  /// What each file is in the graph of imports.
  private final List<String> nodes = new ArrayList<>();

  /// Names that more than one Python file has.
  private final Set<String> shared = new HashSet<>();

  /// Asked by several checks at once.
  private final Map<Integer, Optional<Set<String>>> visible = new ConcurrentHashMap<>();

  public CodeBase(SourceTree tree, List<FileFacts> facts, AuditConfig config) {
    this.tree = tree;
    this.facts = facts;
    this.config = config;
    packages = new Packages(tree);
    for (int i = 0; i < facts.size(); i++) {
      tests.set(i, TEST.matcher(path(i)).matches());
      names.add(
          python(i)
              ? packages.module(path(i))
              : facts.get(i).names().isEmpty() ? "" : facts.get(i).names().getFirst());
    }
    var once = new HashSet<String>();
    for (int i = 0; i < facts.size(); i++)
      if (python(i) && !once.add(module(i))) shared.add(module(i));
    for (int i = 0; i < facts.size(); i++) nodes.add(nodeOf(i));
    modules = new Modules(tree, packages);
    for (int i = 0; i < facts.size(); i++) if (!python(i)) javaType(i);
    for (int i = 0; i < facts.size(); i++) targets.add(python(i) ? link(i) : Map.of());
    for (int i = 0; i < facts.size(); i++) if (!python(i)) javaEdges(i);
  }

  public SourceTree tree() {
    return tree;
  }

  public AuditConfig config() {
    return config;
  }

  public int files() {
    return facts.size();
  }

  public SourceFile file(int i) {
    return tree.files().get(i);
  }

  public String path(int i) {
    return tree.files().get(i).path();
  }

  public FileFacts facts(int i) {
    return facts.get(i);
  }

  public boolean python(int i) {
    return file(i).language().name().equals("python");
  }

  public boolean java(int i) {
    return file(i).language().name().equals("java");
  }

  public boolean test(int i) {
    return tests.get(i);
  }

  /// Dotted: of a Python file the module, of a Java file its package.
  public String module(int i) {
    return names.get(i);
  }

  /// Every import between files of the tree; of Java between packages.
  public List<Edge> edges() {
    return List.copyOf(edges);
  }

  public Target target(int file, Import one) {
    return targets.get(file).getOrDefault(one, new Target.Elsewhere());
  }

  /// The absolute name of what is imported; empty when it climbs above the packages.
  public Optional<String> absolute(int file, Import one) {
    return one.dots() == 0
        ? Optional.of(one.module())
        : packages.resolve(file(file).folder(), one.dots(), one.module());
  }

  /// The file that a submodule imported by name is, if it is one.
  public Optional<Integer> submodule(int file, Import one) {
    if (one.whole() || one.all()) return Optional.empty();
    var folder =
        switch (target(file, one)) {
          case Target.File(var to) when file(to).name().equals("__init__.py") -> file(to).folder();
          case Target.Folder(var path) -> path;
          case Target.File any -> null;
          case Target.Missing any -> null;
          case Target.Elsewhere any -> null;
        };
    if (folder == null) return Optional.empty();
    return modules.inside(folder, one.name()) instanceof Target.File(var to)
        ? Optional.of(to)
        : Optional.empty();
  }

  /// Whether something of that name may lie in a package's folder.
  public boolean mayBeInside(int package_, String name) {
    return file(package_).name().equals("__init__.py")
        && !(modules.inside(file(package_).folder(), name) instanceof Target.Missing);
  }

  /// Whether a file lies in a folder that is no package, somewhere below one that is.
  public boolean inPackage(int file) {
    var folder = file(file).folder();
    while (!folder.isEmpty()) {
      if (packages.regular(folder) && !folder.equals(file(file).folder())) return true;
      var slash = folder.lastIndexOf('/');
      folder = slash < 0 ? "" : folder.substring(0, slash);
    }
    return false;
  }

  /// Names that can be imported from a Python file; empty when more may be bound than can be read.
  public Optional<Set<String>> names(int file) {
    var known = visible.get(file);
    if (known != null) return known;
    var all = new HashSet<String>();
    Optional<Set<String>> names =
        collect(file, all, new HashSet<>()) ? Optional.of(all) : Optional.empty();
    visible.put(file, names);
    return names;
  }

  private boolean collect(int file, Set<String> into, Set<Integer> seen) {
    if (!seen.add(file)) return true;
    var its = facts.get(file);
    if (its.dynamic()) return false;
    into.addAll(its.names());
    for (var one : its.imports()) {
      if (!one.all()) continue;
      if (!(target(file, one) instanceof Target.File(var to)) || !collect(to, into, seen))
        return false;
    }
    return true;
  }

  /// The file in which a Python name that `file` imports or defines is defined, through files that
  /// only pass it on.
  public Optional<Definer> definer(int file, String name) {
    return definer(file, name, 0);
  }

  /// @param file where it is defined
  /// @param name what it is called there
  public record Definer(int file, String name) {}

  private Optional<Definer> definer(int file, String name, int hops) {
    if (hops > 8) return Optional.empty();
    for (var one : facts.get(file).imports()) {
      if (one.whole() || one.all() || !one.local().equals(name)) continue;
      if (submodule(file, one).isPresent()) return Optional.empty();
      return target(file, one) instanceof Target.File(var to)
          ? definer(to, one.name(), hops + 1)
          : Optional.empty();
    }
    return facts.get(file).names().contains(name)
        ? Optional.of(new Definer(file, name))
        : Optional.empty();
  }

  // --- imports -------------------------------------------------------------------------------

  private Map<Import, Target> link(int file) {
    var found = new IdentityHashMap<Import, Target>();
    var folder = file(file).folder();
    targets.add(found);
    for (var one : facts.get(file).imports()) {
      var target =
          one.dots() > 0
              ? modules.relative(folder, one.dots(), one.module())
              : modules.absolute(folder, one.module());
      found.put(one, target);
      edge(file, one, target);
    }
    targets.removeLast();
    return found;
  }

  private void edge(int file, Import one, Target target) {
    var to = reached(one, target);
    if (to < 0 || to == file) return;
    edges.add(new Edge(node(file), node(to), one.kind(), path(file), one.line(), path(to)));
  }

  private int reached(Import one, Target target) {
    return switch (target) {
      case Target.File(var to) -> {
        if (one.whole() || one.all() || !file(to).name().equals("__init__.py")) yield to;
        yield modules.inside(file(to).folder(), one.name()) instanceof Target.File(var inner)
            ? inner
            : to;
      }
      case Target.Folder(var path) ->
          !one.whole()
                  && !one.all()
                  && modules.inside(path, one.name()) instanceof Target.File(var inner)
              ? inner
              : -1;
      case Target.Missing any -> -1;
      case Target.Elsewhere any -> -1;
    };
  }

  private void javaType(int file) {
    var name = file(file).name();
    javaTypes.putIfAbsent(module(file) + "." + name.substring(0, name.lastIndexOf('.')), file);
  }

  private void javaEdges(int file) {
    var own = node(file);
    for (var one : facts.get(file).imports()) {
      var to = javaTypes.get(one.module() + "." + one.name());
      if (to == null) to = javaTypes.get(one.module());
      if (to == null && one.all()) to = firstOf(one.module());
      if (to != null && !node(to).equals(own))
        edges.add(new Edge(own, node(to), one.kind(), path(file), one.line(), path(to)));
    }
    for (var mark : facts.get(file).marks()) {
      var to =
          mark.kind() == MarkKind.ATTRIBUTE
              ? javaTypes.get(mark.subject() + "." + mark.detail())
              : null;
      if (to != null && !node(to).equals(own))
        edges.add(new Edge(own, node(to), ImportKind.EAGER, path(file), mark.line(), path(to)));
    }
  }

  private @org.jspecify.annotations.Nullable Integer firstOf(String package_) {
    for (var entry : new TreeSet<>(javaTypes.keySet()))
      if (entry.startsWith(package_ + ".") && entry.indexOf('.', package_.length() + 1) < 0)
        return javaTypes.get(entry);
    return null;
  }

  private String node(int file) {
    return nodes.get(file);
  }

  /// What a file is in the graph of imports. A Python module whose name several files have, each
  /// below a search path of its own, goes by its place in the tree. Of Java, tests are a node of
  /// their own: what they need does not bind the package they test.
  private String nodeOf(int file) {
    if (!python(file)) return test(file) ? module(file) + TESTS : module(file);
    if (!shared.contains(module(file))) return module(file);
    var place = path(file).replaceFirst("(/__init__)?\\.py$", "").replace('/', '.');
    return place.equals("__init__") ? module(file) : place;
  }

  /// How often each mark of a kind occurs is asked by several rules.
  public boolean has(int file, MarkKind kind) {
    return facts.get(file).marks().stream().anyMatch(mark -> mark.kind() == kind);
  }
}
