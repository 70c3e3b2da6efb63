package apex.ops.audit.rule;

import apex.ops.audit.facts.Definition;
import apex.ops.audit.facts.DefinitionKind;
import apex.ops.audit.module.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The same class, enum, function or constant in more than one module.
public final class Duplicates implements Check {
  private static final double ALIKE = 0.8;
  private static final int FUNCTION_TOKENS_MIN = 25;
  private static final int TYPE_TOKENS_MIN = 20;

  /// Two words or more: `DatabaseManager`, not `Config`.
  private static final Pattern SPECIFIC =
      Pattern.compile("_*[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*");

  /// Values that say nothing by being equal.
  private static final Pattern TRIVIAL =
      Pattern.compile("-?\\d{1,3}(\\.\\d)?|True|False|None|[bru]?(['\"]).{0,3}\\2|[\\[({][\\])}]");

  private record Place(int file, Definition definition) {}

  @Override
  public List<Finding> of(CodeBase code) {
    var groups = new TreeMap<String, List<Place>>();
    for (int i = 0; i < code.files(); i++) {
      if (code.test(i)) continue;
      for (var definition : code.facts(i).definitions())
        groups
            .computeIfAbsent(group(code, i, definition), any -> new ArrayList<>())
            .add(new Place(i, definition));
    }
    groups
        .values()
        .removeIf(places ->
            places.stream()
                    .map(place -> code.module(place.file) + place.definition.kind())
                    .distinct()
                    .count()
                < 2);
    var uses = uses(code);
    var found = new ArrayList<Finding>();
    groups.values().forEach(places -> check(code, places, uses, found));
    return found;
  }

  private static String group(CodeBase code, int file, Definition definition) {
    var family =
        switch (definition.kind()) {
          case CLASS, ENUM -> "type";
          case FUNCTION -> "function";
          case CONSTANT -> "constant";
        };
    return definition.name() + " " + family + " " + code.file(file).language().name();
  }

  /// How often each file is imported, by name.
  private static Map<String, Integer> uses(CodeBase code) {
    var uses = new HashMap<String, Integer>();
    for (int i = 0; i < code.files(); i++)
      for (var one : code.facts(i).imports())
        if (code.target(i, one) instanceof Target.File(var to))
          uses.merge(to + " " + one.name(), 1, Integer::sum);
    return uses;
  }

  private static void check(
      CodeBase code, List<Place> places, Map<String, Integer> uses, List<Finding> found) {
    var order =
        Comparator.<Place>comparingInt(
                place -> -uses.getOrDefault(place.file + " " + place.definition.name(), 0))
            .thenComparingInt(place -> code.path(place.file).length())
            .thenComparing(place -> code.path(place.file))
            .thenComparingInt(place -> place.definition.line());
    var sorted = new ArrayList<>(places.stream().sorted(order).toList());
    // one definition a file: the last wins there, which another rule tells
    var seen = new java.util.HashSet<Integer>();
    sorted.removeIf(place -> !seen.add(place.file));
    while (sorted.size() > 1) {
      var canonical = sorted.removeFirst();
      var copies = sorted.stream().filter(other -> duplicates(code, canonical, other)).toList();
      if (copies.isEmpty()) continue;
      sorted.removeAll(copies);
      found.add(finding(code, canonical, copies, uses));
    }
  }

  private static boolean duplicates(CodeBase code, Place one, Place other) {
    var a = one.definition;
    var b = other.definition;
    if (extended(code, one, other)) return false;
    return switch (a.kind()) {
      case CLASS, ENUM -> types(code.java(one.file), a, b);
      case FUNCTION ->
          Math.min(a.size(), b.size()) >= FUNCTION_TOKENS_MIN
              && a.sketch().likeness(b.sketch()) >= ALIKE;
      case CONSTANT -> a.detail().equals(b.detail()) && !TRIVIAL.matcher(a.detail()).matches();
    };
  }

  private static boolean types(boolean java, Definition a, Definition b) {
    if (a.kind() == DefinitionKind.ENUM && b.kind() == DefinitionKind.ENUM) return true;
    if (!java && SPECIFIC.matcher(a.name()).matches()) return true;
    return Math.min(a.size(), b.size()) >= TYPE_TOKENS_MIN
        && a.sketch().likeness(b.sketch()) >= ALIKE;
  }

  /// Whether one is a subclass of the other, or both of a third of that name.
  private static boolean extended(CodeBase code, Place one, Place other) {
    return extendsItsName(code, one) || extendsItsName(code, other);
  }

  private static boolean extendsItsName(CodeBase code, Place place) {
    return code.facts(place.file).classes().stream()
        .filter(type -> type.name().equals(place.definition.name()))
        .flatMap(type -> type.bases().stream())
        .anyMatch(base ->
            base.equals(place.definition.name()) || base.endsWith("." + place.definition.name()));
  }

  private static Finding finding(
      CodeBase code, Place canonical, List<Place> copies, Map<String, Integer> uses) {
    var rule = Catalogue.DUPLICATE;
    var definition = canonical.definition;
    var all = new ArrayList<>(List.of(canonical));
    all.addAll(copies);
    var used = uses.getOrDefault(canonical.file + " " + definition.name(), 0);
    var message =
        "%s %s is defined in %d modules; keep %s (imported %d times)%s"
            .formatted(
                definition.kind().word(),
                definition.name(),
                all.size(),
                code.module(canonical.file),
                used,
                likeness(code, canonical, copies));
    var severity = definition.kind() == DefinitionKind.ENUM ? Severity.ERROR : rule.severity();
    return new Finding(
        rule.id(),
        severity,
        message,
        definition.name(),
        all.stream()
            .map(place -> new Location(code.path(place.file), place.definition.line()))
            .toList(),
        rule.fix(),
        // every member has a key: which one is canonical may change without anything being new
        all.stream()
            .map(place -> new Key(rule.id(), code.path(place.file), "", definition.name()))
            .toList());
  }

  private static String likeness(CodeBase code, Place canonical, List<Place> copies) {
    if (canonical.definition.kind() == DefinitionKind.CONSTANT) return "";
    var text = new StringBuilder();
    for (var copy : copies.subList(0, Math.min(5, copies.size())))
      text.append(", ")
          .append(code.module(copy.file))
          .append(" is ")
          .append(
              Math.round(100 * canonical.definition.sketch().likeness(copy.definition.sketch())))
          .append(" % alike");
    return text.toString();
  }
}
