package apex.ops.audit.rule;

import apex.ops.audit.facts.Definition;
import apex.ops.audit.facts.DefinitionKind;
import apex.ops.audit.module.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private record Place(int file, Definition definition) {
    boolean type() {
      return definition.kind() == DefinitionKind.CLASS || definition.kind() == DefinitionKind.ENUM;
    }
  }

  /// `file name` of classes that extend one of their own name.
  private final Set<String> extendsItsName = new HashSet<>();

  @Override
  public List<Finding> of(CodeBase code) {
    extendsItsName(code);
    var groups = groups(code);
    var uses = uses(code, groups);
    var found = new ArrayList<Finding>();
    groups.values().forEach(places -> check(code, places, uses, found));
    return found;
  }

  /// Definitions of one name and family that lie in two modules or more.
  private static TreeMap<String, List<Place>> groups(CodeBase code) {
    var all = new HashMap<String, List<Place>>();
    for (int i = 0; i < code.files(); i++) {
      if (code.test(i)) continue;
      for (var definition : code.facts(i).definitions())
        all.computeIfAbsent(group(code, i, definition), any -> new ArrayList<>(1))
            .add(new Place(i, definition));
    }
    all.values().removeIf(places -> !apart(code, places));
    return new TreeMap<>(all);
  }

  private static boolean apart(CodeBase code, List<Place> places) {
    var first = places.getFirst();
    for (var place : places)
      if (place.definition.kind() != first.definition.kind()
          || !code.module(place.file).equals(code.module(first.file))) return true;
    return false;
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

  /// How often each file is imported, by the names of the groups.
  private static Map<String, Integer> uses(CodeBase code, TreeMap<String, List<Place>> groups) {
    var names = new HashSet<String>();
    for (var places : groups.values()) names.add(places.getFirst().definition.name());
    var uses = new HashMap<String, Integer>();
    for (int i = 0; i < code.files(); i++)
      for (var one : code.facts(i).imports())
        if (names.contains(one.name()) && code.target(i, one) instanceof Target.File(var to))
          uses.merge(to + " " + one.name(), 1, Integer::sum);
    return uses;
  }

  private void check(
      CodeBase code, List<Place> places, Map<String, Integer> uses, List<Finding> found) {
    var order =
        Comparator.<Place>comparingInt(
                place -> -uses.getOrDefault(place.file + " " + place.definition.name(), 0))
            .thenComparingInt(place -> code.path(place.file).length())
            .thenComparing(place -> code.path(place.file))
            .thenComparingInt(place -> place.definition.line());
    var sorted = new ArrayList<>(places.stream().sorted(order).toList());
    // one definition a file: the last wins there, which another rule tells
    var seen = new HashSet<Integer>();
    sorted.removeIf(place -> !seen.add(place.file) || extended(place));
    boolean specific = SPECIFIC.matcher(places.getFirst().definition.name()).matches();
    while (sorted.size() > 1) {
      var canonical = sorted.removeFirst();
      var copies = new ArrayList<Place>();
      sorted.removeIf(other -> duplicates(code, canonical, other, specific) && copies.add(other));
      if (!copies.isEmpty()) found.add(finding(code, canonical, copies, uses));
    }
  }

  private static boolean duplicates(CodeBase code, Place one, Place other, boolean specific) {
    var a = one.definition;
    var b = other.definition;
    return switch (a.kind()) {
      case CLASS, ENUM -> types(a, b, specific && !code.java(one.file));
      case FUNCTION ->
          Math.min(a.size(), b.size()) >= FUNCTION_TOKENS_MIN
              && a.sketch().likeness(b.sketch()) >= ALIKE;
      case CONSTANT -> a.detail().equals(b.detail()) && !TRIVIAL.matcher(a.detail()).matches();
    };
  }

  private static boolean types(Definition a, Definition b, boolean specific) {
    if (a.kind() == DefinitionKind.ENUM && b.kind() == DefinitionKind.ENUM) return true;
    if (specific) return true;
    return Math.min(a.size(), b.size()) >= TYPE_TOKENS_MIN
        && a.sketch().likeness(b.sketch()) >= ALIKE;
  }

  private void extendsItsName(CodeBase code) {
    extendsItsName.clear();
    for (int i = 0; i < code.files(); i++)
      for (var type : code.facts(i).classes())
        for (var base : type.bases())
          if (base.endsWith(type.name())
              && (base.length() == type.name().length()
                  || base.charAt(base.length() - type.name().length() - 1) == '.'))
            extendsItsName.add(i + " " + type.name());
  }

  /// Whether it is a subclass of its own name: of the other, or both of a third.
  private boolean extended(Place place) {
    return place.type() && extendsItsName.contains(place.file + " " + place.definition.name());
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
