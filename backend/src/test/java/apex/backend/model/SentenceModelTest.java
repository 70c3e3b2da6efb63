package apex.backend.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceModelTest {
  @TempDir Path folder;

  @Test
  void aModelThatWasNeverLoadedIsNotReadyAndReadsNothing() {
    try (var model = new SentenceModel()) {
      assertThat(model.ready()).isFalse();
      assertThat(model.vector("hello")).isEmpty();
    }
  }

  /// With the library's own hook taking it down beneath a sentence, the process ends by SIGSEGV.
  @Test
  void aProcessThatIsStoppedWhileSentencesAreReadEndsWell() throws Exception {
    var process = started();
    try {
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertThat(out.readLine()).startsWith("READY ");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process started() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    return new ProcessBuilder(java, "-cp", classes, BusyReader.class.getName())
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
