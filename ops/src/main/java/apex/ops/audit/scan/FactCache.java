package apex.ops.audit.scan;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.tree.SourceFile;
import java.util.Optional;
import java.util.function.Supplier;

/// What files said before.
public interface FactCache {
  /// Remembers nothing.
  FactCache NONE =
      new FactCache() {
        @Override
        public Optional<FileFacts> unchanged(SourceFile file) {
          return Optional.empty();
        }

        @Override
        public FileFacts of(SourceFile file, byte[] bytes, int length, Supplier<FileFacts> reader) {
          return reader.get();
        }
      };

  /// The facts of a file that surely did not change, told without opening it.
  Optional<FileFacts> unchanged(SourceFile file);

  /// The facts of this content, read only when it was never seen.
  FileFacts of(SourceFile file, byte[] bytes, int length, Supplier<FileFacts> reader);
}
