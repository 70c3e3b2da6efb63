package apex.ops.audit.output;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.module.Packages;
import apex.ops.audit.tree.SourceFile;
import apex.ops.audit.tree.SourceTree;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/// One import fact a line: `{"path","line","kind","module","name"}`.
public final class FactLines {
  private FactLines() {}

  public static void write(SourceTree tree, List<FileFacts> facts, OutputStream out) {
    var packages = new Packages(tree);
    try (var json = new JsonText(out)) {
      for (int i = 0; i < facts.size(); i++)
        for (var one : facts.get(i).imports()) line(json, tree.files().get(i), one, packages);
    }
  }

  private static void line(JsonText json, SourceFile file, Import one, Packages packages) {
    json.open('{').name("path").text(file.path()).name("line").number(one.line());
    json.name("kind").text(one.kind().word()).name("module");
    var module =
        one.dots() == 0
            ? Optional.of(one.module())
            : packages.resolve(file.folder(), one.dots(), one.module());
    module.ifPresentOrElse(json::text, json::nothing);
    json.name("name");
    if (one.whole()) json.nothing();
    else json.text(one.name());
    json.close('}').line();
  }
}
