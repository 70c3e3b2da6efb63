package apex.ops.audit.java;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.audit.Trees;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Class files say which classes they need, source or not.
class JavaClassesTest {
  private static final Map<String, String> SOURCES =
      Map.of(
          "p/A.java",
              """
              package p;
              import q.B;
              public class A {
                r.Field field;
                Object make() {
                  return new B();
                }
                int read() {
                  return q.Held.VALUE.length();
                }
                public class Inner {}
              }
              """,
          "q/B.java", "package q;\npublic class B extends p.A { public p.A.Inner own; }\n",
          "q/Held.java",
              "package q;\npublic class Held { public static String VALUE = new String(); }\n",
          "r/Field.java", "package r;\npublic @interface Field {}\n");

  @TempDir Path folder;

  private Path compiled() throws IOException {
    var sources = Trees.write(folder.resolve("source"), SOURCES);
    var out = Files.createDirectories(folder.resolve("classes"));
    var arguments = new ArrayList<>(List.of("-d", out.toString(), "-proc:none"));
    for (var path : SOURCES.keySet()) arguments.add(sources.resolve(path).toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    return out;
  }

  private static FileFacts facts(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    return new JavaClasses()
        .reader(new Watch(Set.of(), Set.of()))
        .read(file.getFileName().toString(), bytes, bytes.length);
  }

  @Test
  void everyClassThatIsNeededIsAFactWithTheFirstLineThatNeedsIt() throws IOException {
    var facts = facts(compiled().resolve("p/A.class"));
    assertThat(facts.imports())
        .extracting(one -> one.module() + "." + one.name() + ":" + one.line())
        .containsExactlyInAnyOrder(
            "q.B:6", "q.Held:9", "r.Field:1", "java.lang.Object:3", "java.lang.String:9");
    assertThat(facts.names()).containsExactly("p", "p/A");
  }

  @Test
  void classFilesAloneShowTheCycleOfTheirPackages() throws IOException {
    var report = Trees.audit(compiled());
    assertThat(report.cycles()).hasSize(1);
    assertThat(report.cycles().getFirst().modules()).containsExactly("p", "q");
    assertThat(report.unreadable()).isZero();
  }

  @Test
  void whatIsNoClassFileIsUnreadable() throws IOException {
    var file = Files.write(folder.resolve("X.class"), new byte[] {1, 2, 3});
    assertThat(facts(file).unreadable().orElseThrow().reason())
        .startsWith("it is not a class file");
    var cut = Files.readAllBytes(compiled().resolve("p/A.class"));
    Files.write(file, java.util.Arrays.copyOf(cut, cut.length / 2));
    assertThat(facts(file).unreadable()).isPresent();
  }
}
