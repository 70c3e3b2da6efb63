package apex.ops.audit.java;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Language;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Parses one Java file after another with the JDK's compiler. Nothing is resolved or generated: a
/// file that needs classes we do not have is read all the same.
final class JavaReader implements Language.Reader {
  private static final List<String> OPTIONS = List.of("-proc:none", "-implicit:none");

  private final @Nullable JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private @Nullable StandardJavaFileManager files;

  @Override
  public FileFacts read(String fileName, byte[] bytes, int length) {
    if (compiler == null)
      return FileFacts.unreadable(1, "this Java has no compiler: a JDK is needed");
    try {
      return parse(compiler, new Source(fileName, text(bytes, length)));
    } catch (CharacterCodingException broken) {
      return FileFacts.unreadable(1, "it is not UTF-8");
    } catch (IOException | RuntimeException broken) {
      return FileFacts.unreadable(1, "the compiler could not read it: " + broken);
    }
  }

  private static String text(byte[] bytes, int length) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
  }

  private FileFacts parse(JavaCompiler compiler, Source source) throws IOException {
    var said = new DiagnosticCollector<JavaFileObject>();
    if (files == null) files = compiler.getStandardFileManager(said, null, StandardCharsets.UTF_8);
    var task = (JavacTask) compiler.getTask(null, files, said, OPTIONS, null, List.of(source));
    var units = new ArrayList<CompilationUnitTree>();
    task.parse().forEach(units::add);
    for (var diagnostic : said.getDiagnostics())
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR)
        return FileFacts.unreadable(
            (int) Math.max(1, diagnostic.getLineNumber()),
            String.valueOf(diagnostic.getMessage(null)).lines().findFirst().orElse(""));
    if (units.size() != 1) return FileFacts.unreadable(1, "the compiler gave no tree");
    return new JavaCollector(units.getFirst(), Trees.instance(task).getSourcePositions()).facts();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("memory:/" + name.replaceAll("[^A-Za-z0-9_.-]", "_")), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
