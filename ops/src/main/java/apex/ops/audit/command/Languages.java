package apex.ops.audit.command;

import apex.ops.audit.facts.Language;
import apex.ops.audit.python.Python;
import java.util.List;

/// The languages that are read. A new one is a package of its own and a word here.
final class Languages {
  static final List<Language> ALL = List.of(new Python());

  private Languages() {}
}
