package apex.backend.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents can be built from one run's context and from nothing else: whoever tries it otherwise
/// does not get past the compiler.
class RunContextTest {
  @TempDir Path folder;

  @Test
  void aTeamIsGatheredFromTheContextOfARun() throws IOException {
    assertThat(errors("apex.backend.agents.step.RunContext")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apex.kernel.identity.UserId",
        "apex.kernel.identity.Workspace",
        "apex.kernel.identity.Identity",
        "apex.kernel.run.RunId",
        "apex.stores.postgres.Database",
        "java.util.Map<String, Object>",
        "String",
        "Object"
      })
  void aTeamCannotBeGatheredFromAnythingElse(String type) throws IOException {
    assertThat(errors(type)).singleElement().asString().contains("incompatible types");
  }

  private List<String> errors(String type) throws IOException {
    var source =
        """
        class Attempt {
          apex.backend.agents.Workflow gather(apex.backend.agents.Team team, %s from) {
            return team.forRun(from);
          }
        }
        """
            .formatted(type);
    var heard = new DiagnosticCollector<JavaFileObject>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(heard, Locale.ROOT, null)) {
      var options =
          List.of(
              "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      compiler.getTask(null, files, heard, options, null, List.of(new Text(source))).call();
    }
    return heard.getDiagnostics().stream()
        .filter(told -> told.getKind() == Diagnostic.Kind.ERROR)
        .map(told -> told.getMessage(Locale.ROOT))
        .toList();
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String text) {
      super(URI.create("string:///Attempt.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
