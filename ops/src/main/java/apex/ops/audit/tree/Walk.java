package apex.ops.audit.tree;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.facts.Language;
import apex.ops.audit.facts.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.regex.Pattern;

/// Goes through a folder once, its subfolders side by side. Links to folders are not followed (so
/// there are no loops); a link to a file is read unless the file lies in the folder too.
final class Walk {
  private static final Set<String> OWN_FOLDERS = Set.of(".git", ".hg", ".svn");
  private static final Pattern OTHERS =
      Pattern.compile(
          "pyproject\\.toml|pytest\\.ini|\\.pytest\\.ini|setup\\.cfg|tox\\.ini|noxfile\\.py|Makefile|Pipfile"
              + "|environment\\.ya?ml|(.*[-_.])?(requirements|constraints)([-_.].*)?\\.(txt|in)|pom\\.xml"
              + "|package\\.json|.*\\.(sh|ya?ml)|Dockerfile.*");
  private static final Pattern OPAQUE =
      Pattern.compile("(.+?)(\\.[^/]*)?\\.(so|pyd|pyx|pxd|pyi|dylib)");

  private static final long CONFIGURATION_BYTES_MAX = 1 << 20;

  private final Path given;
  private final List<Language> languages;
  private final List<String> exclude;
  private final boolean ignore;
  private final Thread caller = Thread.currentThread();
  private final List<SourceFile> files = new ArrayList<>();
  private final List<SourceFile> others = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<Skipped> failures = new ArrayList<>();
  private final Set<String> folders = new HashSet<>();
  private final Set<String> opaque = new HashSet<>();
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
    var folder = new Folder(root, "", new Ignored(List.of()), "");
    folders.add("");
    var name = PathText.name(absolute);
    if (language(name).isEmpty()) folder.skip(name, "no language here reads it");
    else folder.source(absolute, name, name, Stat.of(absolute));
    folder.tell();
  }

  private void walk() throws IOException {
    root = given.toAbsolutePath().normalize();
    realRoot = root.toRealPath();
    ForkJoinPool.commonPool()
        .invoke(new Folder(root, "", Ignored.above(root, exclude, ignore), ""));
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
      at = Objects.requireNonNull(at.getParent());
    }
    return above;
  }

  /// One folder. It keeps what it meets to itself until it is done.
  private final class Folder extends RecursiveAction {
    private final transient Path at;
    private final String path;
    private transient Ignored rules;

    /// Why it is left out, or empty; the source in it is still counted.
    private final String leftOut;

    private final transient List<SourceFile> itsFiles = new ArrayList<>();
    private final transient List<SourceFile> itsOthers = new ArrayList<>();
    private final transient List<Skipped> itsSkipped = new ArrayList<>();
    private final transient List<Skipped> itsFailures = new ArrayList<>();
    private final transient List<String> itsOpaque = new ArrayList<>();
    private final transient List<Folder> inside = new ArrayList<>();

    Folder(Path at, String path, Ignored rules, String leftOut) {
      this.at = at;
      this.path = path;
      this.rules = rules;
      this.leftOut = leftOut;
    }

    @Override
    protected void compute() {
      if (caller.isInterrupted()) throw new CancellationException("the audit was stopped");
      list();
      tell();
      invokeAll(inside);
    }

    private void list() {
      try (var entries = Files.newDirectoryStream(at)) {
        if (ignore && leftOut.isEmpty()) rules = rules.in(at.resolve(".gitignore"), path);
        for (var entry : entries) entry(entry);
      } catch (IOException | DirectoryIteratorException | SecurityException broken) {
        fail(path, "the folder could not be read: " + why(broken));
      }
    }

    private void entry(Path entry) {
      var name = PathText.name(entry);
      var its = path.isEmpty() ? name : path + "/" + name;
      try {
        var stat = Stat.of(entry, LinkOption.NOFOLLOW_LINKS);
        if (stat.kind() == Stat.FileKind.FOLDER) folder(entry, its, name);
        else file(entry, its, name, stat);
      } catch (IOException broken) {
        // what is gone between the listing and the question was never there
        if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS))
          fail(its, "could not be opened: " + why(broken));
      }
    }

    private void folder(Path entry, String its, String name) {
      if (OWN_FOLDERS.contains(name)) return;
      var why = leftOut.isEmpty() ? rules.reason(its, name, true).orElse("") : leftOut;
      inside.add(new Folder(entry, its, rules, why));
    }

    private void file(Path entry, String its, String name, Stat stat) throws IOException {
      boolean source = language(name).isPresent();
      if (!leftOut.isEmpty()) {
        if (source) skip(its, leftOut);
        return;
      }
      if (!source) {
        other(entry, its, name, stat);
        return;
      }
      var why = rules.reason(its, name, false);
      if (why.isPresent()) skip(its, why.get());
      else if (stat.kind() == Stat.FileKind.LINK) link(entry, its, name);
      else source(entry, its, name, stat);
    }

    private void source(Path entry, String its, String name, Stat stat) {
      if (stat.kind() != Stat.FileKind.FILE) skip(its, "not a regular file");
      else if (stat.size() > SourceTree.FILE_BYTES_MAX)
        skip(its, "larger than %d MiB".formatted(SourceTree.FILE_BYTES_MAX >> 20));
      else
        itsFiles.add(
            new SourceFile(
                its,
                entry,
                language(name).orElseThrow(),
                stat.size(),
                stat.modified(),
                stat.changed()));
    }

    private void link(Path entry, String its, String name) {
      try {
        var target = entry.toRealPath();
        if (target.startsWith(realRoot))
          skip(its, "a link to " + realRoot.relativize(target) + ", which is read there");
        else {
          var stat = Stat.of(target);
          if (stat.kind() == Stat.FileKind.FILE) source(entry, its, name, stat);
          else skip(its, "a link to what is not a regular file");
        }
      } catch (IOException dangling) {
        skip(its, "a link that leads nowhere");
      }
    }

    private void other(Path entry, String its, String name, Stat stat) {
      if (name.endsWith(".pyi")) skip(its, "a stub: it declares types and never runs");
      else if (name.endsWith(".pyw")) skip(its, "a Windows program of Python (.pyw)");
      else if (name.endsWith(".ipynb")) skip(its, "a notebook");
      var hidden = OPAQUE.matcher(name);
      if (hidden.matches())
        itsOpaque.add(path.isEmpty() ? hidden.group(1) : path + "/" + hidden.group(1));
      if (stat.kind() == Stat.FileKind.FILE
          && stat.size() <= CONFIGURATION_BYTES_MAX
          && OTHERS.matcher(name).matches())
        itsOthers.add(
            new SourceFile(its, entry, NONE, stat.size(), stat.modified(), stat.changed()));
    }

    private void skip(String its, String reason) {
      itsSkipped.add(new Skipped(its, reason));
    }

    private void fail(String its, String reason) {
      if (leftOut.isEmpty()) itsFailures.add(new Skipped(its.isEmpty() ? "." : its, reason));
    }

    private void tell() {
      synchronized (Walk.this) {
        if (leftOut.isEmpty()) folders.add(path);
        files.addAll(itsFiles);
        others.addAll(itsOthers);
        skipped.addAll(itsSkipped);
        failures.addAll(itsFailures);
        opaque.addAll(itsOpaque);
      }
    }
  }

  private static String why(Exception broken) {
    return broken instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : broken.getClass().getSimpleName();
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
        public Reader reader(Watch watch) {
          throw new IllegalStateException("not source");
        }
      };

  private Optional<Language> language(String name) {
    for (var language : languages) if (language.reads(name)) return Optional.of(language);
    return Optional.empty();
  }
}
