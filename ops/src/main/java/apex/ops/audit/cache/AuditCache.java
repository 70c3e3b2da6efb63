package apex.ops.audit.cache;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.report.Report;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.tree.SourceFile;
import apex.ops.audit.tree.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What one tree said and what was found in it, kept between runs in two files: the facts by
/// content hash, and the report of the very same tree. Both hold for one build of this tool and one
/// set of rules. The folder keeps the newest [#TREES_MAX] trees.
public final class AuditCache implements FactCache {
  private static final int TREES_MAX = 32;

  /// Clocks of file systems tick: a change this close before the run that read it could be followed
  /// by another with the same time.
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long COARSE_TICK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long PART_AGE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Path facts;
  private final Path report;
  private final ContentHash rules;
  private final long began = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  private final Map<String, Kept> kept = new HashMap<>();
  private final Map<ContentHash, Integer> contents = new HashMap<>();
  private final Map<String, Kept> now = new ConcurrentHashMap<>();
  private final Map<String, FileFacts> read = new ConcurrentHashMap<>();
  private Pages.@org.jspecify.annotations.Nullable Reader pages;
  private boolean loaded;
  private long keptBegan;

  /// How a file was when it was read, and where its facts lie.
  private record Kept(long size, long modified, long changed, ContentHash hash, int offset) {}

  /// @param folder of all caches
  /// @param tree what tells this tree from others: its path and how it is walked
  /// @param rules all that facts and findings depend on beside the files
  public AuditCache(Path folder, String tree, String rules) {
    var name = hash(tree);
    facts = folder.resolve("%016x.facts".formatted(name.high()));
    report = folder.resolve("%016x.report".formatted(name.high()));
    this.rules = hash(rules);
  }

  private static ContentHash hash(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return ContentHash.of(bytes, bytes.length);
  }

  // --- the whole report ----------------------------------------------------------------------

  /// The report of this very tree: no file was added, removed or changed since.
  public Optional<Report> report(SourceTree tree) {
    var pages = Pages.load(report, rules);
    if (pages.isEmpty()) return Optional.empty();
    try {
      return same(pages.get(), tree)
          ? Optional.of(ReportPages.read(pages.get()))
          : Optional.empty();
    } catch (RuntimeException broken) {
      return Optional.empty();
    }
  }

  private boolean same(Pages.Reader in, SourceTree tree) {
    if (!in.text().equals(surroundings(tree))) return false;
    long then = in.number();
    var files = watched(tree);
    if (in.small() != files.size()) return false;
    for (var file : files) {
      if (!in.text().equals(file.path())
          || in.number() != file.size()
          || in.number() != file.modified()
          || in.number() != file.changed()
          || racy(file.modified(), file.changed(), then)) return false;
    }
    return true;
  }

  private static List<SourceFile> watched(SourceTree tree) {
    return java.util.stream.Stream.concat(tree.files().stream(), tree.others().stream()).toList();
  }

  /// All of a tree that findings depend on beside the content of its files.
  private static String surroundings(SourceTree tree) {
    var text = new StringBuilder().append(tree.above());
    tree.skipped()
        .forEach(skip -> text.append('\n').append(skip.path()).append(' ').append(skip.reason()));
    tree.failures()
        .forEach(skip -> text.append('\n').append(skip.path()).append(' ').append(skip.reason()));
    tree.opaque().stream().sorted().forEach(path -> text.append('\n').append(path));
    tree.folders().stream().sorted().forEach(path -> text.append('\n').append(path));
    var hash = hash(text.toString());
    return "%016x%016x".formatted(hash.high(), hash.low());
  }

  // --- facts of files ------------------------------------------------------------------------

  private synchronized void load() {
    if (loaded) return;
    loaded = true;
    pages = Pages.load(facts, rules).orElse(null);
    if (pages == null) return;
    try {
      keptBegan = pages.number();
      for (int i = pages.small(); i > 0; i--) {
        var path = pages.text();
        var one =
            new Kept(
                pages.number(),
                pages.number(),
                pages.number(),
                new ContentHash(pages.number(), pages.number()),
                pages.small());
        kept.put(path, one);
        contents.put(one.hash, one.offset);
      }
    } catch (RuntimeException broken) {
      kept.clear();
      contents.clear();
    }
  }

  @Override
  public Optional<FileFacts> unchanged(SourceFile file) {
    load();
    var old = kept.get(file.path());
    if (old == null
        || old.size != file.size()
        || old.modified != file.modified()
        || racy(old.modified, old.changed, keptBegan)) return Optional.empty();
    if (file.changed() != old.changed) return Optional.empty();
    return known(file.path(), old, old.offset);
  }

  private Optional<FileFacts> known(String path, Kept as, int offset) {
    try {
      var facts = FactPages.read(java.util.Objects.requireNonNull(pages).at(offset));
      now.put(path, as);
      read.put(path, facts);
      return Optional.of(facts);
    } catch (RuntimeException broken) {
      return Optional.empty();
    }
  }

  @Override
  public FileFacts of(SourceFile file, byte[] bytes, int length, Supplier<FileFacts> reader) {
    load();
    var hash = named(file.name(), ContentHash.of(bytes, length));
    var as = new Kept(length, file.modified(), file.changed(), hash, -1);
    var offset = contents.get(hash);
    var known = offset == null ? Optional.<FileFacts>empty() : known(file.path(), as, offset);
    if (known.isPresent()) return known.get();
    var facts = reader.get();
    now.put(file.path(), as);
    read.put(file.path(), facts);
    return facts;
  }

  /// The language is part of what a content means.
  private static ContentHash named(String name, ContentHash hash) {
    var ending = name.substring(name.lastIndexOf('.') + 1).hashCode();
    return new ContentHash(hash.high() ^ ending * 0x9E3779B97F4A7C15L, hash.low());
  }

  // --- keeping -------------------------------------------------------------------------------

  /// A cache that cannot be written is not missed: the next run reads everything again.
  private interface Writing {
    void run() throws IOException;
  }

  private static void unmissed(Writing writing) {
    try {
      writing.run();
    } catch (IOException | UncheckedIOException full) {
      // as said above
    }
  }

  /// Keeps what this run read.
  public void keepFacts(SourceTree tree) {
    unmissed(() -> writeFacts(tree));
  }

  /// Keeps what this run found, and makes room.
  public void keepReport(SourceTree tree, Report found) {
    unmissed(() -> {
      writeReport(tree, found);
      sweep();
    });
  }

  private void writeFacts(SourceTree tree) throws IOException {
    var out = new Pages.Writer();
    var offsets = new HashMap<ContentHash, Integer>();
    for (var file : tree.files()) {
      var one = now.get(file.path());
      var its = read.get(file.path());
      if (one == null || its == null || offsets.containsKey(one.hash)) continue;
      offsets.put(one.hash, out.at());
      FactPages.write(its, out);
    }
    int index = out.at();
    out.number(began).number(now.size());
    now.forEach((path, one) -> {
      out.text(path).number(one.size).number(one.modified).number(one.changed);
      out.number(one.hash.high()).number(one.hash.low()).number(offsets.getOrDefault(one.hash, 0));
    });
    out.save(facts, rules, index);
  }

  private void writeReport(SourceTree tree, Report found) throws IOException {
    var out = new Pages.Writer();
    out.text(surroundings(tree)).number(began);
    var files = watched(tree);
    out.number(files.size());
    for (var file : files)
      out.text(file.path()).number(file.size()).number(file.modified()).number(file.changed());
    ReportPages.write(found, out);
    out.save(report, rules, 0);
  }

  private void sweep() throws IOException {
    try (var files = Files.list(facts.getParent())) {
      var old =
          files
              .sorted(Comparator.comparing(AuditCache::age).reversed())
              .skip(2L * TREES_MAX)
              .toList();
      for (var file : old) Files.deleteIfExists(file);
    }
    // what a run left that was killed as it wrote
    try (var parts = Files.newDirectoryStream(facts.getParent(), "*.part")) {
      for (var part : parts)
        if (age(part).to(TimeUnit.NANOSECONDS) < began - PART_AGE_NANOS) Files.deleteIfExists(part);
    }
  }

  private static FileTime age(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  // --- when a file is the same ---------------------------------------------------------------

  /// Changed so close before the run that read it that it may have changed again since.
  private static boolean racy(long modified, long changed, long began) {
    long tick = modified % 1_000_000_000 == 0 ? COARSE_TICK_NANOS : TICK_NANOS;
    return Math.max(modified, changed) + tick >= began;
  }
}
