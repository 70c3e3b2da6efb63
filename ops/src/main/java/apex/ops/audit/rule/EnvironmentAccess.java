package apex.ops.audit.rule;

import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The environment read in more than one place. Each language has its one place.
public final class EnvironmentAccess implements Check {
  private static final Pattern PLACE =
      Pattern.compile(
          "(.*/)?(isolated_)?(settings|config|configuration|environment|env|env_config)(/.*|\\.py)");

  @Override
  public List<Finding> of(CodeBase code) {
    var readers = new HashMap<String, TreeSet<Integer>>();
    for (int i = 0; i < code.files(); i++)
      if (!code.test(i) && code.has(i, MarkKind.ENVIRONMENT))
        readers.computeIfAbsent(code.file(i).language().name(), any -> new TreeSet<>()).add(i);
    var found = new ArrayList<Finding>();
    readers.values().forEach(files -> check(code, files, found));
    return found;
  }

  private static void check(CodeBase code, TreeSet<Integer> files, List<Finding> found) {
    var allowed = new TreeSet<Integer>();
    for (var file : files) if (allowed(code, file)) allowed.add(file);
    if (allowed.isEmpty() && files.size() == 1) return;
    for (var file : files) if (!allowed.contains(file)) report(code, file, found);
  }

  private static boolean allowed(CodeBase code, int file) {
    if (code.java(file) && code.facts(file).names().contains("main(String[])")) return true;
    var patterns = code.config().environment();
    return patterns.isEmpty()
        ? PLACE.matcher(code.path(file)).matches()
        : patterns.stream().anyMatch(pattern -> Globs.matches(pattern, code.path(file)));
  }

  private static void report(CodeBase code, int file, List<Finding> found) {
    var first = new HashMap<String, Mark>();
    for (var mark : code.facts(file).marks())
      if (mark.kind() == MarkKind.ENVIRONMENT)
        first.merge(mark.subject(), mark, EnvironmentAccess::earlier);
    for (Map.Entry<String, Mark> entry : first.entrySet())
      found.add(
          Finding.at(
              Catalogue.ENVIRONMENT,
              "%s is read in %s".formatted(entry.getKey(), code.module(file)),
              entry.getKey(),
              code.path(file),
              entry.getValue().line()));
  }

  private static Mark earlier(Mark one, Mark other) {
    return one.line() <= other.line() ? one : other;
  }
}
