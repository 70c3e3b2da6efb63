package apex.ops.audit.rule;

import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Context managers of the tree used as what they yield.
public final class Unentered implements Check {
  /// What a context manager of contextlib really has.
  private static final Set<String> ITS_OWN = Set.of("gen", "func", "args", "kwds");

  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    for (int i = 0; i < code.files(); i++)
      for (var mark : code.facts(i).marks())
        if (mark.kind() == MarkKind.UNENTERED && !ITS_OWN.contains(mark.detail()))
          check(code, i, mark, found);
    return found;
  }

  private static void check(CodeBase code, int file, Mark mark, List<Finding> found) {
    if (mark.subject().indexOf('.') >= 0) return;
    code.definer(file, mark.subject())
        .filter(to -> manages(code, to))
        .ifPresent(to ->
            found.add(
                Finding.of(
                    Catalogue.UNENTERED,
                    "%s() makes a context manager; it has no attribute '%s' before it is entered"
                        .formatted(mark.subject(), mark.detail()),
                    mark.subject() + "." + mark.detail(),
                    List.of(new Location(code.path(file), mark.line())),
                    code.path(to.file()))));
  }

  private static boolean manages(CodeBase code, CodeBase.Definer to) {
    return code.facts(to.file()).marks().stream()
        .anyMatch(
            mark -> mark.kind() == MarkKind.CONTEXT_MANAGER && mark.subject().equals(to.name()));
  }
}
