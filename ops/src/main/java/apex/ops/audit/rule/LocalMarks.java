package apex.ops.audit.rule;

import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import java.util.ArrayList;
import java.util.List;

/// Rules that need one file alone: duplicate methods and secrets.
public final class LocalMarks implements Check {
  @Override
  public List<Finding> of(CodeBase code) {
    var found = new ArrayList<Finding>();
    for (int i = 0; i < code.files(); i++)
      for (var mark : code.facts(i).marks())
        if (mark.kind() == MarkKind.METHOD_AGAIN) found.add(again(code.path(i), mark));
        else if (mark.kind() == MarkKind.SECRET) found.add(secret(code, i, mark));
    return found;
  }

  private static Finding again(String path, Mark mark) {
    var first = new Location(path, Integer.parseInt(mark.detail()));
    return Finding.of(
        Catalogue.DUPLICATE_METHOD,
        "%s is defined again and replaces the first".formatted(mark.subject()),
        mark.subject(),
        List.of(new Location(path, mark.line()), first),
        "");
  }

  private static Finding secret(CodeBase code, int file, Mark mark) {
    var finding =
        Finding.at(
            Catalogue.SECRET,
            "%s: %s".formatted(mark.subject(), mark.detail()),
            mark.subject() + " " + mark.detail(),
            code.path(file),
            mark.line());
    return code.test(file) ? finding.with(Severity.WARNING) : finding;
  }
}
