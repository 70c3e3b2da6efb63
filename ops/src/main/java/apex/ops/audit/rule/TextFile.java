package apex.ops.audit.rule;

import apex.ops.audit.tree.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// A configuration file by its lines.
record TextFile(String path, List<String> lines) {
  /// Empty when it cannot be read: then another rule or tool will say so.
  static Optional<TextFile> of(SourceFile file) {
    try {
      var text = new String(Files.readAllBytes(file.at()), StandardCharsets.UTF_8);
      return Optional.of(new TextFile(file.path(), text.lines().toList()));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
