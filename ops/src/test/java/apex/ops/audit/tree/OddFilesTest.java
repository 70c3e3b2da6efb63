package apex.ops.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import apex.edge.json.Json;
import apex.ops.audit.Trees;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.report.Report;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trees as people have them. Every file is audited, or listed with the reason why it is not.
@Timeout(60)
class OddFilesTest {
  @TempDir Path folder;

  private Path tree() {
    return Trees.write(folder.resolve("tree"), Map.of("plain.py", "import os\n"));
  }

  private static Map<String, String> skipped(Report report) {
    var reasons = new TreeMap<String, String>();
    report.skipped().forEach(skip -> reasons.put(skip.path(), skip.reason()));
    return reasons;
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Test
  void linksThatLeadRoundAreNotFollowed() throws IOException {
    var tree = tree();
    Files.createDirectories(tree.resolve("a/b"));
    Files.createSymbolicLink(tree.resolve("a/b/up"), tree.resolve("a"));
    Files.createSymbolicLink(tree.resolve("self.py"), tree.resolve("self.py"));
    Files.createSymbolicLink(tree.resolve("again.py"), tree.resolve("plain.py"));
    Files.createSymbolicLink(tree.resolve("gone.py"), tree.resolve("nowhere.py"));
    Files.createSymbolicLink(tree.resolve("folder.py"), folder);
    var report = Trees.audit(tree);
    assertThat(report.scanned()).isEqualTo(1);
    assertThat(skipped(report))
        .containsEntry("self.py", "a link that leads nowhere")
        .containsEntry("gone.py", "a link that leads nowhere")
        .containsEntry("again.py", "a link to plain.py, which is read there")
        .containsEntry("folder.py", "a link to what is not a regular file");
  }

  @Test
  void aPipeASocketAndADeviceAreListedAndNeverOpened() throws Exception {
    var tree = tree();
    assumeTrue(run("mkfifo", tree.resolve("pipe.py").toString()));
    Files.createSymbolicLink(tree.resolve("device.py"), Path.of("/dev/zero"));
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket.py")));
      assertThat(skipped(Trees.audit(tree)))
          .containsEntry("pipe.py", "not a regular file")
          .containsEntry("socket.py", "not a regular file")
          .containsEntry("device.py", "a link to what is not a regular file");
    }
  }

  @Test
  void aHugeFileIsListedWithItsLimit() throws IOException {
    var tree = tree();
    try (var huge = new RandomAccessFile(tree.resolve("huge.py").toFile(), "rw")) {
      huge.setLength(SourceTree.FILE_BYTES_MAX + 1);
    }
    assertThat(skipped(Trees.audit(tree))).containsEntry("huge.py", "larger than 32 MiB");
  }

  @Test
  void whatMayNotBeOpenedIsAFinding() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may open everything");
    var tree = tree();
    Trees.write(tree, "shut.py", "import a\n");
    Trees.write(tree, "closed/in.py", "import a\n");
    Files.setPosixFilePermissions(
        tree.resolve("shut.py"), PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(
        tree.resolve("closed"), PosixFilePermissions.fromString("---------"));
    try {
      var report = Trees.audit(tree);
      assertThat(report.unreadable()).isEqualTo(2);
      assertThat(report.score().clean()).isEqualTo(1);
    } finally {
      Files.setPosixFilePermissions(
          tree.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  /// As root nothing is shut; a file that is gone when it is to be read stands for it.
  @Test
  void aFileThatGoesWhileTheTreeIsReadIsAFindingAndTheRestIsRead() throws IOException {
    var tree = tree();
    Trees.write(tree, "going.py", "import a\n");
    var found = SourceTree.of(tree, apex.ops.audit.Audit.languages(), java.util.List.of(), true);
    Files.delete(tree.resolve("going.py"));
    var watch = new apex.ops.audit.facts.Watch(java.util.Set.of(), java.util.Set.of());
    var facts =
        new apex.ops.audit.scan.Scan(watch, apex.ops.audit.scan.FactCache.NONE)
            .read(found.files(), done -> {});
    assertThat(facts).hasSize(2);
    assertThat(facts.getFirst().unreadable().map(FileFacts.Unreadable::reason))
        .contains("it could not be read: NoSuchFileException");
    assertThat(facts.getLast().imports()).hasSize(1);
  }

  @Test
  void namesThatAreNotUtf8AreReadAndShownAsText() throws Exception {
    var tree = tree();
    // the shell writes the bytes: Java would encode them
    assumeTrue(
        run("sh", "-c", "printf 'import a\\n' > \"$0/$(printf 'caf\\351').py\"", tree.toString()));
    var ran = Trees.run(tree, "audit", ".", "--json");
    assertThat(Json.tree(ran.out()).path("files").path("scanned").asInt()).isEqualTo(2);
    assertThat(Json.tree(ran.out()).path("files").path("unreadable").asInt()).isZero();
  }

  @Test
  void contentsAreReadInTheEncodingTheyDeclare() throws IOException {
    var tree = tree();
    write(
        tree, "latin.py", "# coding: latin-1\nfrom plain import é\n", StandardCharsets.ISO_8859_1);
    write(tree, "sjis.py", "# -*- coding: shift_jis -*-\nx = '日本'\n", Charset.forName("Shift_JIS"));
    write(tree, "marked.py", "\uFEFFimport plain\n", StandardCharsets.UTF_8);
    write(tree, "wrong.py", "x = 'é'\n", StandardCharsets.ISO_8859_1);
    write(tree, "unknown.py", "# coding: klingon\n", StandardCharsets.US_ASCII);
    var report = Trees.audit(tree);
    assertThat(report.findings())
        .filteredOn(finding -> finding.rule().equals("unreadable-file"))
        .extracting("symbol", "message")
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "wrong.py", "it is not UTF-8 and declares no encoding"),
            org.assertj.core.groups.Tuple.tuple("unknown.py", "unknown encoding: klingon"));
    assertThat(report.findings())
        .anyMatch(finding -> finding.message().equals("'é' is not in plain"));
  }

  private static void write(Path tree, String name, String text, Charset charset)
      throws IOException {
    Files.write(tree.resolve(name), text.getBytes(charset));
  }

  @Test
  void everythingThatIsNotAuditedIsCounted() {
    var tree = tree();
    Trees.write(tree, ".gitignore", "made/\n*.tmp.py\n!kept.tmp.py\n");
    Trees.write(tree, "made/a.py", "");
    Trees.write(tree, "x.tmp.py", "");
    Trees.write(tree, "kept.tmp.py", "");
    Trees.write(tree, "stub.pyi", "");
    Trees.write(tree, "book.ipynb", "{}");
    Trees.write(tree, "old/a.py", "");
    Trees.write(tree, "apex-audit.yaml", "exclude: [old/]\n");
    var report = Trees.audit(tree);
    assertThat(report.scanned()).isEqualTo(2);
    assertThat(skipped(report))
        .containsExactly(
            Map.entry("book.ipynb", "a notebook"),
            Map.entry("made/a.py", "ignored by .gitignore:1: made/"),
            Map.entry("old/a.py", "excluded by apex-audit.yaml: old/"),
            Map.entry("stub.pyi", "a stub: it declares types and never runs"),
            Map.entry("x.tmp.py", "ignored by .gitignore:2: *.tmp.py"));
  }
}
