package apex.ops.audit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Dependency files that ask for versions no single version satisfies.
public final class Versions implements Check {
  private static final Pattern PYTHON =
      Pattern.compile(
          "^[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(?:\\[[^]]*])?\\s*\\(?\\s*((?:===?|~=|!=|<=?|>=?)[^;#\"')]+)");
  private static final Pattern POETRY =
      Pattern.compile("^([A-Za-z0-9][A-Za-z0-9._-]*)\\s*=\\s*[\"']([\\^~]?=*[0-9][^\"']*)[\"']");
  private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
  private static final Pattern NODE =
      Pattern.compile("^\\s*\"([@\\w./-]+)\":\\s*\"(\\d+(?:\\.\\d+)+)\"");

  private record Asked(String constraint, Location place) {}

  private final Map<String, List<Asked>> asked = new TreeMap<>();

  @Override
  public List<Finding> of(CodeBase code) {
    asked.clear();
    for (var other : code.tree().others()) TextFile.of(other).ifPresent(this::read);
    var found = new ArrayList<Finding>();
    asked.forEach((name, all) -> check(name, all, found));
    return found;
  }

  private void read(TextFile file) {
    var name = file.name();
    if (name.matches("(.*[-_.])?(requirements|constraints)([-_.].*)?\\.(txt|in)"))
      requirements(file);
    else if (name.equals("pyproject.toml") || name.equals("setup.cfg")) project(file);
    else if (name.equals("pom.xml")) maven(file);
    else if (name.equals("package.json")) node(file);
  }

  private void requirements(TextFile file) {
    for (int i = 0; i < file.lines().size(); i++) python(file, i, file.lines().get(i).strip());
  }

  private void python(TextFile file, int line, String text) {
    var found = PYTHON.matcher(text);
    if (found.find()) ask("pypi " + normal(found.group(1)), found.group(2), file, line);
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  private void project(TextFile file) {
    String section = "";
    boolean listing = false;
    for (int i = 0; i < file.lines().size(); i++) {
      var text = file.lines().get(i).strip();
      if (text.matches("\\[[^\\[\"']*]")) section = text;
      if (text.matches("(dependencies|install_requires|tests_require|[a-z-]+)\\s*=\\s*\\[?.*")
          && !text.matches("(requires-python|python_requires|version|name)\\b.*"))
        listing =
            text.startsWith("dependencies")
                || text.startsWith("install_requires")
                || section.contains("dependencies")
                || section.contains("extras_require");
      if (section.contains("poetry") && section.contains("dependencies")) {
        var found = POETRY.matcher(text);
        if (found.find() && !found.group(1).equals("python"))
          ask("pypi " + normal(found.group(1)), poetry(found.group(2)), file, i);
      } else if (listing) python(file, i, text.replaceFirst("^[a-z_-]+\\s*=\\s*\\[?\\s*", ""));
    }
  }

  /// Poetry's `^1.2` and bare `1.2` as the ranges they mean.
  private static String poetry(String written) {
    if (written.startsWith("^")) {
      var version = written.substring(1);
      var first = Integer.parseInt(version.split("\\D", 2)[0]);
      return first == 0 ? ">=" + version : ">=" + version + ",<" + (first + 1);
    }
    if (written.startsWith("~")) return ">=" + written.replaceFirst("^~=?", "");
    return written.startsWith("=") ? written : "==" + written;
  }

  private void maven(TextFile file) {
    var text = String.join("\n", file.lines());
    var found = DEPENDENCY.matcher(text);
    while (found.find()) {
      var body = found.group(1).replaceAll("(?s)<exclusions>.*?</exclusions>", "");
      var version = tag(body, "version");
      var value =
          version.startsWith("${")
              ? tag(text, Pattern.quote(version.substring(2, version.length() - 1)))
              : version;
      if (value.isEmpty() || value.contains("$")) continue;
      var line = (int) text.substring(0, found.start()).lines().count();
      ask(
          "maven " + tag(body, "groupId") + ":" + tag(body, "artifactId") + tag(body, "classifier"),
          "==" + value,
          file,
          line);
    }
  }

  private static String tag(String text, String name) {
    var found = Pattern.compile("<" + name + ">\\s*([^<]*?)\\s*</").matcher(text);
    return found.find() ? found.group(1) : "";
  }

  private void node(TextFile file) {
    boolean inside = false;
    for (int i = 0; i < file.lines().size(); i++) {
      var line = file.lines().get(i);
      if (line.contains("ependencies\"")) inside = true;
      else if (line.strip().startsWith("}")) inside = false;
      var found = NODE.matcher(line);
      if (inside && found.find()) ask("npm " + found.group(1), "==" + found.group(2), file, i);
    }
  }

  private void ask(String name, String constraint, TextFile file, int line) {
    asked
        .computeIfAbsent(name, any -> new ArrayList<>())
        .add(new Asked(constraint.strip(), new Location(file.path(), line + 1)));
  }

  private static void check(String name, List<Asked> all, List<Finding> found) {
    var ranges = new ArrayList<Range>();
    for (var one : all) Range.parse(one.constraint).ifPresent(ranges::add);
    if (ranges.size() < 2 || Range.someVersionFits(ranges)) return;
    var written = new TreeSet<String>();
    all.forEach(one -> written.add(one.constraint));
    var bare = name.substring(name.indexOf(' ') + 1);
    var places = all.stream().map(Asked::place).sorted(Location.ORDER).toList();
    var rule = Catalogue.VERSION_CONFLICT;
    found.add(
        Finding.of(
                rule,
                "%s: no version is %s".formatted(bare, String.join(" and ", written)),
                bare,
                places,
                "")
            .knownBy(
                places.stream().map(place -> new Key(rule.id(), place.path(), "", bare)).toList()));
  }
}
