package apex.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page of `docs/` that is made from the code. Stale is a failed test; `-Dapex.docs=write` makes
/// it anew.
record GeneratedPage(String name, String content) {
  private static final Path ROOT = Path.of(System.getProperty("apex.root", ".."));

  void check() throws IOException {
    var file = ROOT.resolve(name);
    if ("write".equals(System.getProperty("apex.docs"))) Files.writeString(file, content);
    assertThat(Files.readString(file))
        .as(
            "%s is stale; make it anew: mvn test -pl bench -am -Dtest='*PageTest' -Dapex.docs=write -Dsurefire.failIfNoSpecifiedTests=false",
            name)
        .isEqualTo(content);
  }
}
