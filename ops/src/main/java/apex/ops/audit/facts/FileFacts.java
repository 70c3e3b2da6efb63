package apex.ops.audit.facts;

import java.util.List;
import java.util.Optional;

/// All that one file says. It holds for the content wherever the file lies.
///
/// @param names bound at the top level, sorted; for Java the package comes first
/// @param dynamic whether more names may be bound than can be read
public record FileFacts(
    List<Import> imports,
    List<Definition> definitions,
    List<ClassFacts> classes,
    List<CallFact> calls,
    List<Mark> marks,
    List<String> names,
    boolean dynamic,
    Optional<Unreadable> unreadable) {
  public FileFacts {
    imports = List.copyOf(imports);
    definitions = List.copyOf(definitions);
    classes = List.copyOf(classes);
    calls = List.copyOf(calls);
    marks = List.copyOf(marks);
    names = List.copyOf(names);
  }

  /// Why nothing could be read.
  public record Unreadable(int line, String reason) {}

  public static FileFacts unreadable(int line, String reason) {
    return new FileFacts(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        true,
        Optional.of(new Unreadable(line, reason)));
  }
}
