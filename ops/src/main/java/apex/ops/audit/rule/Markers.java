package apex.ops.audit.rule;

import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Markers of pytest: used, declared and selected.
public final class Markers implements Check {
  /// pytest's own (8.4) and those that common plugins declare as they load.
  private static final Set<String> KNOWN =
      Set.of(
          "parametrize",
          "skip",
          "skipif",
          "xfail",
          "usefixtures",
          "filterwarnings",
          "tryfirst",
          "trylast",
          "asyncio",
          "anyio",
          "trio",
          "timeout",
          "django_db",
          "urls",
          "ignore_template_errors",
          "flaky",
          "benchmark",
          "order",
          "run",
          "dependency",
          "xdist_group",
          "freeze_time",
          "vcr",
          "respx",
          "httpx_mock",
          "block_network",
          "enable_socket",
          "disable_socket",
          "allow_hosts",
          "repeat",
          "forked",
          "celery",
          "no_cover",
          "hypothesis",
          "mpl_image_compare",
          "gen_test",
          "tornado",
          "twisted",
          "network");

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SELECTED =
      Pattern.compile("(?:^|\\s)-m\\s*=?\\s*(?:\\\\?[\"']([^\"']+)\\\\?[\"']|([A-Za-z_]\\w*))");
  private static final Set<String> OPERATORS = Set.of("and", "or", "not", "True", "False", "None");

  private final Map<String, List<Location>> declared = new TreeMap<>();
  private final Map<String, List<Location>> used = new TreeMap<>();
  private final Map<String, List<Location>> selected = new TreeMap<>();

  @Override
  public List<Finding> of(CodeBase code) {
    declared.clear();
    used.clear();
    selected.clear();
    for (var other : code.tree().others()) TextFile.of(other).ifPresent(this::read);
    for (int i = 0; i < code.files(); i++)
      for (var mark : code.facts(i).marks()) mark(code.path(i), mark);
    var known = new TreeSet<>(KNOWN);
    known.addAll(code.config().markers());
    known.addAll(declared.keySet());
    return findings(known);
  }

  private void mark(String path, Mark mark) {
    if (mark.kind() == MarkKind.MARKER_USED) add(used, mark.subject(), path, mark.line());
    if (mark.kind() == MarkKind.MARKER_DECLARED) add(declared, mark.subject(), path, mark.line());
  }

  private static void add(Map<String, List<Location>> into, String name, String path, int line) {
    into.computeIfAbsent(name, any -> new ArrayList<>()).add(new Location(path, line));
  }

  // --- configuration files -------------------------------------------------------------------

  private void read(TextFile file) {
    switch (file.name()) {
      case "pyproject.toml" -> declarations(file, "[tool.pytest.ini_options]", true);
      case "pytest.ini", ".pytest.ini", "tox.ini" -> declarations(file, "[pytest]", false);
      case "setup.cfg" -> declarations(file, "[tool:pytest]", false);
      default -> {}
    }
    selections(file);
  }

  private void declarations(TextFile file, String section, boolean toml) {
    boolean inside = false;
    boolean listing = false;
    for (int i = 0; i < file.lines().size(); i++) {
      var line = file.lines().get(i);
      var text = line.strip();
      if (text.startsWith("[") && !listing) inside = text.equals(section);
      if (!inside) continue;
      if (text.matches("markers\\s*=.*")) {
        listing = true;
        text = text.substring(text.indexOf('=') + 1).strip();
      } else if (listing && !toml && !line.isEmpty() && !Character.isWhitespace(line.charAt(0)))
        listing = false;
      if (!listing || text.isEmpty() || text.startsWith("#")) continue;
      if (toml) listing = tomlEntries(file, i, text);
      else add(declared, name(text), file.path(), i + 1);
    }
  }

  /// Answers whether the list goes on.
  private boolean tomlEntries(TextFile file, int line, String text) {
    var entries = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'").matcher(text);
    while (entries.find())
      add(
          declared,
          name(entries.group(1) == null ? entries.group(2) : entries.group(1)),
          file.path(),
          line + 1);
    var rest = entries.reset().replaceAll("");
    return !(rest.contains("#") ? rest.substring(0, rest.indexOf('#')) : rest).contains("]");
  }

  private static String name(String declaration) {
    return declaration.split("[:(]", 2)[0].strip();
  }

  /// `pytest … -m "expression"` and `addopts`.
  private void selections(TextFile file) {
    for (int i = 0; i < file.lines().size(); i++) {
      var line = file.lines().get(i);
      boolean options = line.strip().matches("addopts\\s*=.*");
      var at = line.indexOf("pytest");
      if (!options && at < 0 || line.strip().startsWith("#")) continue;
      var found = SELECTED.matcher(options ? line : line.substring(at));
      while (found.find())
        expression(found.group(1) == null ? found.group(2) : found.group(1), file.path(), i + 1);
    }
  }

  private void expression(String expression, String path, int line) {
    if (expression.contains("$") || expression.contains("{")) return;
    var words = WORD.matcher(expression.replaceAll("\\([^)]*=[^)]*\\)", ""));
    while (words.find())
      if (!OPERATORS.contains(words.group())) add(selected, words.group(), path, line);
  }

  // --- findings ------------------------------------------------------------------------------

  private List<Finding> findings(Set<String> known) {
    var found = new ArrayList<Finding>();
    used.forEach((name, places) -> {
      if (!known.contains(name))
        found.add(
            each(
                Catalogue.MARKER_UNDECLARED,
                "'%s' not found in `markers` configuration".formatted(name),
                name,
                places));
    });
    declared.forEach((name, places) -> {
      if (places.size() > 1)
        found.add(
            each(
                Catalogue.MARKER_TWICE,
                "'%s' is declared %d times".formatted(name, places.size()),
                name,
                places));
    });
    selected.forEach((name, places) -> {
      if (!known.contains(name) && !used.containsKey(name))
        found.add(
            each(
                Catalogue.MARKER_SELECTED,
                "'%s' is selected and no marker has that name".formatted(name),
                name,
                places));
    });
    return found;
  }

  private static Finding each(Rule rule, String message, String name, List<Location> places) {
    var sorted = places.stream().sorted(Location.ORDER).toList();
    var keys = sorted.stream().map(place -> new Key(rule.id(), place.path(), "", name)).toList();
    return Finding.of(rule, message, name, sorted, "").knownBy(keys);
  }
}
