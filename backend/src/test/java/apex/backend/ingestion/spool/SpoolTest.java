package apex.backend.ingestion.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records on a real disk, through crashes that are made by cutting and damaging its files.
class SpoolTest {
  private static final SpoolLimits LIMITS = new SpoolLimits(1 << 20, 1 << 10, 100);

  @TempDir Path folder;

  @Test
  void recordsComeBackInOrderAlsoFromTheNextOpening() throws IOException {
    try (var spool = open()) {
      for (int i = 0; i < 100; i++) spool.append(bytes("record " + i));
      assertThat(texts(spool, 0)).hasSize(100).first().isEqualTo("record 0");
    }
    try (var again = open()) {
      assertThat(texts(again, 0)).hasSize(100).last().isEqualTo("record 99");
      again.append(bytes("one more"));
      assertThat(texts(again, 0)).hasSize(101).last().isEqualTo("one more");
    }
  }

  @Test
  void aRecordCutOffByACrashIsDroppedAndNothingBeforeIt() throws IOException {
    try (var spool = open()) {
      spool.append(bytes("whole"));
      spool.append(bytes("cut off"));
    }
    var file = files().getLast();
    try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() - 3);
    }
    try (var again = open()) {
      assertThat(texts(again, 0)).containsExactly("whole");
      again.append(bytes("next"));
      assertThat(texts(again, 0)).containsExactly("whole", "next");
    }
  }

  @Test
  void aDamagedRecordIsSteppedOverAndItsNeighboursAreKept() throws IOException {
    try (var spool = open()) {
      for (var text : List.of("first", "second", "third")) spool.append(bytes(text));
    }
    try (var raw = new RandomAccessFile(files().getFirst().toFile(), "rw")) {
      raw.seek(Segment.HEAD + 5 + Segment.HEAD + 1);
      raw.write('#');
    }
    try (var again = open()) {
      assertThat(texts(again, 0)).containsExactly("first", "third");
    }
  }

  @Test
  void whatIsForgottenFreesItsFilesAndItsRoom() throws IOException {
    try (var spool = open()) {
      for (int i = 0; i < 200; i++) spool.append(bytes("record " + i));
      assertThat(files().size()).isGreaterThan(3);
      spool.forget(spool.end());
      assertThat(spool.bytes()).isZero();
      assertThat(files()).hasSize(1);
      assertThat(texts(spool, spool.begin())).isEmpty();
    }
  }

  @Test
  void aFullSpoolRefusesAndTakesAgainWhenThereIsRoom() {
    try (var spool = Spool.open(folder, new SpoolLimits(4096, 1 << 10, 100)).orElseThrow()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) spool.append(new byte[100]);
              })
          .isInstanceOfSatisfying(
              ApexException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OVER_CAPACITY));
      var kept = spool.read(0, Long.MAX_VALUE, Integer.MAX_VALUE).size();
      assertThat(kept).isBetween(30, 40);
      spool.forget(spool.end());
      spool.append(new byte[100]);
    }
  }

  @Test
  void oneProcessHoldsAFolder() {
    try (var spool = open()) {
      assertThat(spool.id()).isNotNull();
      assertThat(Spool.open(folder, LIMITS)).isEmpty();
    }
    open().close();
  }

  @Test
  void theIdStaysAndPositionsNeverComeAgain() {
    java.util.UUID id;
    long end;
    try (var spool = open()) {
      spool.append(bytes("a"));
      spool.forget(spool.end());
      id = spool.id();
      end = spool.end();
    }
    try (var again = open()) {
      assertThat(again.id()).isEqualTo(id);
      assertThat(again.end()).isEqualTo(end);
      again.skipTo(end + 1000);
      again.append(bytes("b"));
      assertThat(again.read(end, Long.MAX_VALUE, 1000)).hasSize(1);
      assertThat(again.begin()).isEqualTo(end + 1000);
    }
  }

  @Test
  void manyAtOnceAreAllThere() throws Exception {
    try (var spool = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < 90; i++) {
        var text = "record " + i;
        done.add(threads.submit(() -> spool.append(bytes(text))));
      }
      for (var each : done) each.get();
      assertThat(texts(spool, 0)).hasSize(90).doesNotHaveDuplicates();
    }
  }

  private Spool open() {
    return Spool.open(folder, LIMITS).orElseThrow();
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(Segment::isOne).sorted().toList();
    }
  }

  private static List<String> texts(Spool spool, long from) {
    return spool.read(from, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
        .map(record -> new String(record.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
