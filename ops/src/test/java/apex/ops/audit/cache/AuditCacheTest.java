package apex.ops.audit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.audit.Trees;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.scan.FactCache;
import apex.ops.audit.tree.SourceFile;
import apex.ops.audit.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cache may make an audit fast, never wrong.
class AuditCacheTest {
  private static final Map<String, String> FILES =
      Map.of(
          "app/__init__.py", "",
          "app/a.py", "from app.b import x\n__all__ = ['gone']\n",
          "app/b.py", "import app.a\nx = 1\n",
          "app/c.py", "class C:\n    def m(self): return 1\n    def m(self): return 2\n",
          "E.java", "package p;\nimport javax.servlet.Filter;\nclass E { String s = \"é\"; }\n");

  @TempDir Path folder;
  private Path tree = Path.of("");
  private Path caches = Path.of("");

  @BeforeEach
  void files() throws IOException {
    tree = Trees.write(folder.resolve("tree"), FILES);
    caches = folder.resolve("caches");
    for (var file : FILES.keySet()) age(tree.resolve(file));
  }

  /// As if written a minute ago, so that nothing is racy; the time of the record cannot be set.
  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  /// Counts what is really read.
  private static final class Counted implements FactCache {
    final AuditCache cache;
    final AtomicInteger read = new AtomicInteger();

    Counted(AuditCache cache) {
      this.cache = cache;
    }

    @Override
    public Optional<FileFacts> unchanged(SourceFile file) {
      return cache.unchanged(file);
    }

    @Override
    public FileFacts of(SourceFile file, byte[] bytes, int length, Supplier<FileFacts> reader) {
      return cache.of(
          file,
          bytes,
          length,
          () -> {
            read.incrementAndGet();
            return reader.get();
          });
    }
  }

  private AuditCache cache() {
    return new AuditCache(caches, "tree", "rules");
  }

  private List<Path> kept() throws IOException {
    try (var files = Files.list(caches)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aWarmReportIsTheColdOneAgain() {
    var cold = Trees.audit(tree);
    assertThat(cold.findings()).isNotEmpty();
    assertThat(Trees.audit(tree, cache())).isEqualTo(cold);
    assertThat(Trees.audit(tree, cache())).isEqualTo(cold);
  }

  @Test
  void contentThatWasReadIsNotReadAgain() {
    Trees.audit(tree, cache());
    var counted = new Counted(cache());
    Trees.audit(tree, counted);
    assertThat(counted.read).hasValue(0);
  }

  @Test
  void aChangeOfTheSameSizeInTheSameTickIsSeen() throws IOException {
    var file = tree.resolve("app/b.py");
    for (int i = 0; i < 20; i++) {
      // no ageing: the change and the audit lie within one tick of the clock of files
      Files.writeString(file, "import app.a\nx = 1\n");
      Trees.audit(tree, cache());
      Files.writeString(file, "import app.a\ny = 1\n");
      assertThat(Trees.audit(tree, cache())).isEqualTo(Trees.audit(tree));
    }
  }

  @Test
  void aChangeThatKeepsSizeAndTimeIsSeen() throws IOException {
    var file = tree.resolve("app/b.py");
    var time = Files.getLastModifiedTime(file);
    Trees.audit(tree, cache());
    Files.writeString(file, "import app.a\ny = 1\n");
    Files.setLastModifiedTime(file, time);
    assertThat(Trees.audit(tree, cache())).isEqualTo(Trees.audit(tree));
  }

  @Test
  void filesThatComeAndGoAreSeen() throws IOException {
    Trees.audit(tree, cache());
    Trees.write(tree, "app/d.py", "from app.b import nothing\n");
    assertThat(Trees.audit(tree, cache())).isEqualTo(Trees.audit(tree));
    Files.delete(tree.resolve("app/d.py"));
    Files.delete(tree.resolve("app/c.py"));
    assertThat(Trees.audit(tree, cache())).isEqualTo(Trees.audit(tree));
  }

  @Test
  void aTornCacheIsNoCache() throws IOException {
    var wanted = Trees.audit(tree, cache());
    for (var file : kept()) {
      var whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += 1 + whole.length / 40) {
        Files.write(file, java.util.Arrays.copyOf(whole, length));
        assertThat(Trees.audit(tree, cache())).as("%s cut to %d", file, length).isEqualTo(wanted);
      }
    }
  }

  @Test
  void aCacheWithAWrongByteIsNoCache() throws IOException {
    var wanted = Trees.audit(tree, cache());
    var random = new Random(3);
    for (int i = 0; i < 40; i++)
      for (var file : kept()) {
        var bytes = Files.readAllBytes(file);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, bytes);
        assertThat(Trees.audit(tree, cache())).as("%s", file).isEqualTo(wanted);
      }
  }

  @Test
  void aCacheOfOtherRulesOrAnotherBuildIsNotRead() {
    Trees.audit(tree, cache());
    var other = new AuditCache(caches, "tree", "other rules");
    var counted = new Counted(other);
    Trees.audit(tree, counted);
    assertThat(counted.read).hasValue(FILES.size());
    assertThat(other.report(SourceTree.of(tree, apex.ops.audit.Audit.languages(), List.of(), true)))
        .isEmpty();
  }

  @Test
  void twoAuditsAtOnceShareACacheAndBothAreRight() throws Exception {
    var wanted = Trees.audit(tree);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 10; i++) {
        var both = new ArrayList<java.util.concurrent.Future<apex.ops.audit.report.Report>>();
        for (int j = 0; j < 2; j++) both.add(threads.submit(() -> Trees.audit(tree, cache())));
        for (var one : both) assertThat(one.get()).isEqualTo(wanted);
      }
    }
    assertThat(kept()).as("no parts left behind").hasSize(2);
  }

  @Test
  void aFolderThatCannotHoldACacheIsNoReasonToFail() throws IOException {
    Files.writeString(caches, "a file where the folder should be");
    assertThat(Trees.audit(tree, cache())).isEqualTo(Trees.audit(tree));
  }
}
