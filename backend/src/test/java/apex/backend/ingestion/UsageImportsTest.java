package apex.backend.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.ImportRecord;
import apex.stores.postgres.ImportStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class UsageImportsTest {
  private static final RowDefaults GPT_4O =
      new RowDefaults("openai", "gpt-4o", "chat", Optional.empty());
  private static final RowDefaults CLAUDE =
      new RowDefaults(
          "anthropic",
          "claude-sonnet-4-5",
          "chat",
          Optional.of(Instant.parse("2026-01-01T00:00:00Z")));

  private final RealLedger ledger = RealLedger.shared();
  private final UsageImports imports = ledger.importing();
  private final Workspace workspace = RealLedger.fresh();

  @Test
  void theAzureChatTraceCostsExactlyWhatItsRowsCost() throws Exception {
    var result = load(SharedData.file("AzureLLMInferenceTrace_conv.csv"), GPT_4O);
    assertThat(result.counts()).isEqualTo(new ImportRecord.Counts(19_366, 0, 0, 0));
    assertThat(result.format()).isEqualTo(ImportFormat.CSV);
    var spent = ledger.spent(workspace);
    assertThat(spent.tokens().calls()).isEqualTo(19_366);
    assertThat(spent.cost()).isEqualByComparingTo("96.791325");
    assertThat(spent.complete()).isTrue();
  }

  @Test
  void theAzureCodeTraceIsTakenWhole() throws Exception {
    var result = load(SharedData.file("AzureLLMInferenceTrace_code.csv"), GPT_4O);
    assertThat(result.counts()).isEqualTo(new ImportRecord.Counts(8_819, 0, 0, 0));
  }

  @Test
  void theTwoEqualLinesOfMooncakeBothCountAndTheSameFileAgainAddsNothing() throws Exception {
    var file = SharedData.file("mooncake_conversation_trace.jsonl");
    assertThat(load(file, CLAUDE).counts()).isEqualTo(new ImportRecord.Counts(12_031, 0, 0, 0));
    var once = ledger.spent(workspace);
    assertThat(load(file, CLAUDE).counts()).isEqualTo(new ImportRecord.Counts(0, 12_031, 0, 0));
    assertThat(ledger.spent(workspace)).isEqualTo(once);
  }

  @Test
  void undoingReversesAndImportingAgainCountsAgain() throws Exception {
    var first = load(rows(50));
    var spent = ledger.spent(workspace);
    var receipt = imports.undo(workspace.id(), first.id());
    assertThat(receipt.reversed()).isEqualTo(50);
    assertThat(ledger.spent(workspace).tokens().calls()).isZero();
    assertThat(imports.undo(workspace.id(), first.id())).isEqualTo(receipt);
    assertThat(load(rows(50)).counts()).isEqualTo(new ImportRecord.Counts(50, 0, 0, 0));
    assertThat(ledger.spent(workspace)).isEqualTo(spent);
    assertThat(load(rows(50)).counts().duplicate()).isEqualTo(50);
  }

  @Test
  void nobodyUndoesTheImportOfAnotherWorkspace() throws Exception {
    var first = load(rows(5));
    assertThatThrownBy(() -> imports.undo(RealLedger.fresh().id(), first.id()))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(ledger.spent(workspace).tokens().calls()).isEqualTo(5);
  }

  @Test
  void aFileThatIsNoneOfUsageLeavesNothing() {
    assertThatThrownBy(() -> load("Dear reader\nthis is a letter\n"))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    assertThat(imports.list(workspace.id(), 10)).isEmpty();
  }

  @Test
  void aBrokenStreamKeepsWholeBatchesAndImportingAgainAddsTheRest() throws Exception {
    var small = ledger.importing(RealLedger.config(Map.of("IMPORT_BATCH_ROWS", "1000")));
    var cut = new SequenceInputStream(text(rows(3_500)), new Broken());
    assertThatThrownBy(() -> small.run(RealLedger.order(workspace, GPT_4O), cut))
        .isInstanceOf(IOException.class);
    assertThat(ledger.spent(workspace).tokens().calls()).isEqualTo(3_000);
    var listed = imports.list(workspace.id(), 10).getFirst();
    assertThat(listed.record().state()).isEqualTo(ImportRecord.State.FAILED);
    assertThat(listed.record().counts().accepted()).isEqualTo(3_000);
    assertThat(load(rows(3_500)).counts()).isEqualTo(new ImportRecord.Counts(500, 3_000, 0, 0));
  }

  @Test
  void anImportWhoseProcessDiedIsShownAsInterrupted() {
    var id = ImportId.random();
    ledger.imports.begin(
        workspace.id(), id, "usage.csv", "csv", new ImportStore.Bringer.Person(UserId.random()));
    assertThat(imports.list(workspace.id(), 10))
        .singleElement()
        .returns(true, l -> l.interrupted());
  }

  @Test
  void aQueryAtAFixedMomentDoesNotSeeLaterRows() throws Exception {
    load(rows(10));
    var asOf = ledger.query.asOf();
    var before = ledger.spent(workspace, asOf);
    load(rows(30));
    assertThat(ledger.spent(workspace, asOf)).isEqualTo(before);
    assertThat(ledger.spent(workspace).tokens().calls()).isEqualTo(30);
  }

  @Test
  void aFewRowsAcrossACrowdedTimeAreKnownAgain() throws Exception {
    load(rows(3_000));
    var lines = rows(3_000).lines().toList();
    var few = String.join("\n", lines.get(0), lines.get(1), lines.get(3_000), "");
    assertThat(load(few).counts()).isEqualTo(new ImportRecord.Counts(0, 2, 0, 0));
  }

  @Test
  void onlyOneImportOfAWorkspaceRunsAtATime() throws Exception {
    var impatient = ledger.importing(RealLedger.config(Map.of("IMPORT_PATIENCE", "PT0S")));
    var reading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var held = new SequenceInputStream(text(rows(3)), new Waiting(reading, go));
    var first =
        CompletableFuture.supplyAsync(() -> {
          try {
            return impatient.run(RealLedger.order(workspace, GPT_4O), held);
          } catch (Exception broken) {
            throw new IllegalStateException(broken);
          }
        });
    reading.await();
    assertThatThrownBy(() -> impatient.run(RealLedger.order(workspace, GPT_4O), text(rows(3))))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVER_CAPACITY));
    go.countDown();
    assertThat(first.get().counts().accepted()).isEqualTo(3);
    assertThat(
            impatient.run(RealLedger.order(workspace, GPT_4O), text(rows(3))).counts().duplicate())
        .isEqualTo(3);
  }

  @Test
  void whateverIsBrokenEveryRowIsCountedOnceAndWhatIsAcceptedIsStored(TestReporter reporter)
      throws Exception {
    long read = 0;
    long rejected = 0;
    for (int seed = 0; seed < 60; seed++) {
      var mine = RealLedger.fresh();
      var file = damaged(new Random(seed));
      try {
        var result =
            imports.run(RealLedger.order(mine, GPT_4O), new ByteArrayInputStream(file.bytes));
        var counts = result.counts();
        assertThat(counts.accepted() + counts.duplicate() + counts.rejected())
            .as("seed " + seed)
            .isEqualTo(counts.read());
        assertThat(counts.read()).as("rows of seed " + seed).isEqualTo(file.lines());
        assertThat(ledger.spent(mine).tokens().calls()).isEqualTo(counts.accepted());
        assertThat(result.rejections().stream().mapToLong(RejectionKind::count).sum())
            .isEqualTo(counts.rejected());
        read += counts.read();
        rejected += counts.rejected();
      } catch (ApexException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_DATA);
        assertThat(ledger.spent(mine).tokens().calls()).isZero();
      }
    }
    reporter.publishEntry("damaged", "60 files, %d rows, %d rejected".formatted(read, rejected));
    assertThat(rejected).isPositive().isLessThan(read);
  }

  private record Damaged(byte[] bytes) {
    /// Lines that hold anything, without the header.
    long lines() {
      var lines = 0;
      var blank = true;
      for (int i = 0; i <= bytes.length; i++) {
        var end = i == bytes.length || bytes[i] == '\n';
        if (end && !blank) lines++;
        if (end) blank = true;
        else if (bytes[i] != ' ' && bytes[i] != '\t' && !(bytes[i] == '\r' && endsLine(i)))
          blank = false;
      }
      return lines - 1;
    }

    private boolean endsLine(int i) {
      return i + 1 == bytes.length || bytes[i + 1] == '\n';
    }
  }

  /// A good file in which bytes were changed, taken out, doubled or cut off, after its header.
  private static Damaged damaged(Random random) {
    var text = new StringBuilder(rows(40));
    var header = text.indexOf("\n") + 1;
    for (int i = 0; i < 25; i++) {
      var at = header + random.nextInt(text.length() - header);
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, "\",\n-9\r\0\u00ff\t ".charAt(random.nextInt(10)));
        case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 70)));
        default -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
      }
    }
    if (random.nextBoolean()) text.setLength(text.length() - 1 - random.nextInt(60));
    return new Damaged(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private ImportResult load(Path file, RowDefaults defaults) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return imports.run(RealLedger.order(workspace, defaults), in);
    }
  }

  private ImportResult load(String text) throws Exception {
    return imports.run(RealLedger.order(workspace, GPT_4O), text(text));
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            "2026-01-01T00:%02d:%02dZ,ada%d,%d,%d"
                .formatted(i / 60, i % 60, i % 7, 100 + i, 10 + i))
        .collect(Collectors.joining("\n", "timestamp,user,input_tokens,output_tokens\n", "\n"));
  }

  /// A connection that is gone.
  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the client went away");
    }
  }

  /// Says that it is being read, and ends when it may.
  private static final class Waiting extends InputStream {
    private final CountDownLatch reading;
    private final CountDownLatch go;

    Waiting(CountDownLatch reading, CountDownLatch go) {
      this.reading = reading;
      this.go = go;
    }

    @Override
    public int read() throws IOException {
      reading.countDown();
      try {
        go.await();
      } catch (InterruptedException stop) {
        throw new IOException(stop);
      }
      return -1;
    }
  }
}
