package apex.ops.audit.tree;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.facts.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Goes through a folder once. Links to folders are not followed (so there are no loops); a link to
/// a file is read unless the file lies in the folder too.
final class Walk {
  private static final Set<String> OWN_FOLDERS = Set.of(".git", ".hg", ".svn");
  private static final Pattern OTHERS =
      Pattern.compile(
          "pyproject\\.toml|pytest\\.ini|\\.pytest\\.ini|setup\\.cfg|tox\\.ini|noxfile\\.py|Makefile|Pipfile"
              + "|environment\\.ya?ml|(.*[-_.])?(requirements|constraints)([-_.].*)?\\.(txt|in)|pom\\.xml"
              + "|package\\.json|.*\\.(sh|ya?ml)|Dockerfile.*");
  private static final Pattern OPAQUE =
      Pattern.compile("(.+?)(\\.[^/]*)?\\.(so|pyd|pyx|pxd|pyi|dylib)");

  private final Path given;
  private final List<Language> languages;
  private final List<String> exclude;
  private final boolean ignore;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<SourceFile> others = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<Skipped> failures = new ArrayList<>();
  private final Set<String> folders = new HashSet<>();
  private final Set<String> opaque = new HashSet<>();
  private final Map<String, List<IgnoreRule>> rules = new HashMap<>();
  private Path root = Path.of("");
  private Path realRoot = Path.of("");

  Walk(Path given, List<Language> languages, List<String> exclude, boolean ignore) {
    this.given = given;
    this.languages = languages;
    this.exclude = exclude;
    this.ignore = ignore;
  }

  SourceTree tree() {
    if (!Files.exists(given))
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "PATH '%s' must exist".formatted(given),
          "Give a folder or a source file that exists.");
    try {
      if (Files.isDirectory(given)) walk();
      else single();
      return sorted();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void single() throws IOException {
    var absolute = given.toAbsolutePath().normalize();
    root = absolute.getParent() == null ? absolute : absolute.getParent();
    folders.add("");
    var attributes = Files.readAttributes(given, BasicFileAttributes.class);
    if (language(PathText.name(absolute)).isEmpty())
      skipped.add(new Skipped(PathText.name(absolute), "no language here reads it"));
    else add(absolute, PathText.name(absolute), attributes);
  }

  private void walk() throws IOException {
    root = given.toAbsolutePath().normalize();
    realRoot = root.toRealPath();
    rules.put("", new ArrayList<>(inherited()));
    Files.walkFileTree(root, new Visitor());
  }

  private SourceTree sorted() throws IOException {
    var byPath = Comparator.comparing(SourceFile::path);
    files.sort(byPath);
    others.sort(byPath);
    skipped.sort(Comparator.comparing(Skipped::path));
    failures.sort(Comparator.comparing(Skipped::path));
    return new SourceTree(root, files, others, skipped, folders, opaque, failures, above());
  }

  private List<String> above() {
    var above = new ArrayList<String>();
    for (var at = root; at.getFileName() != null && Files.exists(at.resolve("__init__.py")); ) {
      above.addFirst(PathText.name(at));
      at = java.util.Objects.requireNonNull(at.getParent());
    }
    return above;
  }

  // --- what is ignored -----------------------------------------------------------------------

  /// Rules of the configuration and of the folders above, when the root lies in a git repository.
  private List<IgnoreRule> inherited() throws IOException {
    var found = new ArrayList<IgnoreRule>();
    if (ignore) {
      var above = new ArrayList<Path>();
      for (var at = root; at != null; at = at.getParent()) {
        if (!at.equals(root)) above.addFirst(at);
        if (!Files.exists(at.resolve(".git"))) continue;
        found.addAll(read(at.resolve(".git/info/exclude"), ".git/info/exclude", "", prefix(at)));
        for (var folder : above) {
          var file = folder.resolve(".gitignore");
          found.addAll(
              read(
                  file,
                  folder.relativize(root).toString().replaceAll("[^/]+", "..") + "/.gitignore",
                  "",
                  prefix(folder)));
        }
        break;
      }
    }
    for (var pattern : exclude)
      IgnoreRule.parse(pattern, "apex-audit.yaml", "", "").ifPresent(found::add);
    return found;
  }

  private String prefix(Path folder) {
    var between = folder.relativize(root).toString();
    return between.isEmpty() ? "" : between + "/";
  }

  private static List<IgnoreRule> read(Path file, String source, String base, String prefix)
      throws IOException {
    if (!Files.isRegularFile(file)) return List.of();
    var found = new ArrayList<IgnoreRule>();
    int number = 0;
    for (var line : lines(file))
      IgnoreRule.parse(line, source + ":" + ++number, base, prefix).ifPresent(found::add);
    return found;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException notUtf8) {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }
  }

  /// The rule that leaves a path out; the last that matches decides.
  private Optional<IgnoreRule> ignoredBy(
      String path, String name, String folder, boolean isFolder) {
    var all = rules.getOrDefault(folder, List.of());
    for (int i = all.size() - 1; i >= 0; i--)
      if (all.get(i).matches(path, name, isFolder))
        return all.get(i).negated() ? Optional.empty() : Optional.of(all.get(i));
    return Optional.empty();
  }

  // --- the walk ------------------------------------------------------------------------------

  private final class Visitor extends SimpleFileVisitor<Path> {
    /// Why the folder we are in is left out; its source is still counted.
    private String leftOut = "";

    private int leftOutDepth;
    private final List<String> at = new ArrayList<>();

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (Thread.currentThread().isInterrupted()) throw new java.io.InterruptedIOException();
      var name = at.isEmpty() ? "" : PathText.name(folder);
      var parent = at.isEmpty() ? "" : at.getLast();
      var path = at.size() < 2 && parent.isEmpty() ? name : parent + "/" + name;
      if (!at.isEmpty() && leftOut.isEmpty()) {
        if (OWN_FOLDERS.contains(name)) return FileVisitResult.SKIP_SUBTREE;
        ignoredBy(path, name, parent, true)
            .ifPresent(rule -> {
              leftOut = reason(rule);
              leftOutDepth = at.size();
            });
      }
      if (leftOut.isEmpty()) enter(folder, path, parent);
      at.add(path);
      return FileVisitResult.CONTINUE;
    }

    private void enter(Path folder, String path, String parent) throws IOException {
      folders.add(path);
      var inherited = rules.getOrDefault(path.isEmpty() ? "" : parent, List.of());
      var own =
          ignore
              ? read(
                  folder.resolve(".gitignore"),
                  join(path, ".gitignore"),
                  path.isEmpty() ? "" : path + "/",
                  "")
              : List.<IgnoreRule>of();
      if (own.isEmpty()) {
        rules.put(path, inherited);
        return;
      }
      var all = new ArrayList<>(inherited);
      all.addAll(own);
      rules.put(path, all);
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, java.io.@org.jspecify.annotations.Nullable IOException broken)
        throws IOException {
      at.removeLast();
      if (at.size() <= leftOutDepth) leftOut = "";
      if (broken != null)
        failures.add(new Skipped(relative(folder), "the folder could not be read to its end"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      var name = PathText.name(file);
      var path = join(at.getLast(), name);
      boolean source = language(name).isPresent();
      if (!leftOut.isEmpty()) {
        if (source) skipped.add(new Skipped(path, leftOut));
        return FileVisitResult.CONTINUE;
      }
      if (!source) {
        other(file, path, name, attributes);
        return FileVisitResult.CONTINUE;
      }
      var rule = ignoredBy(path, name, at.getLast(), false);
      if (rule.isPresent()) skipped.add(new Skipped(path, reason(rule.get())));
      else if (attributes.isSymbolicLink()) link(file, path);
      else if (!attributes.isRegularFile()) skipped.add(new Skipped(path, "not a regular file"));
      else add(file, path, attributes);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException broken) {
      var path = join(at.isEmpty() ? "" : at.getLast(), PathText.name(file));
      if (leftOut.isEmpty())
        failures.add(
            new Skipped(path, "could not be opened: " + broken.getClass().getSimpleName()));
      return FileVisitResult.CONTINUE;
    }
  }

  private static String reason(IgnoreRule rule) {
    return rule.source().equals("apex-audit.yaml")
        ? "excluded by apex-audit.yaml: " + rule.written()
        : "ignored by %s: %s".formatted(rule.source(), rule.written());
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private String relative(Path path) {
    return root.relativize(path).toString();
  }

  private void other(Path file, String path, String name, BasicFileAttributes attributes) {
    if (name.endsWith(".pyi"))
      skipped.add(new Skipped(path, "a stub: it declares types and never runs"));
    else if (name.endsWith(".pyw"))
      skipped.add(new Skipped(path, "a Windows program of Python (.pyw)"));
    else if (name.endsWith(".ipynb")) skipped.add(new Skipped(path, "a notebook"));
    var hidden = OPAQUE.matcher(name);
    if (hidden.matches()) opaque.add(join(folder(path), hidden.group(1)));
    if (attributes.isRegularFile()
        && attributes.size() <= 1 << 20
        && OTHERS.matcher(name).matches())
      others.add(new SourceFile(path, file, NONE, attributes.size(), modified(attributes)));
  }

  private static final Language NONE =
      new Language() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public boolean reads(String fileName) {
          return false;
        }

        @Override
        public Reader reader(apex.ops.audit.facts.Watch watch) {
          throw new IllegalStateException("not source");
        }
      };

  private static String folder(String path) {
    var slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private void link(Path file, String path) throws IOException {
    try {
      var target = file.toRealPath();
      if (target.startsWith(realRoot))
        skipped.add(
            new Skipped(
                path, "a link to " + realRoot.relativize(target) + ", which is read there"));
      else {
        var attributes =
            Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()) add(file, path, attributes);
        else skipped.add(new Skipped(path, "a link to what is not a regular file"));
      }
    } catch (IOException dangling) {
      skipped.add(new Skipped(path, "a link that leads nowhere"));
    }
  }

  private void add(Path file, String path, BasicFileAttributes attributes) {
    if (attributes.size() > SourceTree.FILE_BYTES_MAX)
      skipped.add(
          new Skipped(path, "larger than %d MiB".formatted(SourceTree.FILE_BYTES_MAX >> 20)));
    else
      files.add(
          new SourceFile(
              path,
              file,
              language(PathText.name(file)).orElseThrow(),
              attributes.size(),
              modified(attributes)));
  }

  private static long modified(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  private Optional<Language> language(String name) {
    for (var language : languages) if (language.reads(name)) return Optional.of(language);
    return Optional.empty();
  }
}
