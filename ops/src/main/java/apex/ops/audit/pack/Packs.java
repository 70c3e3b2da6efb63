package apex.ops.audit.pack;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.config.Yaml;
import apex.ops.audit.facts.Watch;
import apex.ops.audit.rule.Rule;
import apex.ops.audit.rule.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rule packs in force. They are read as text at once and understood when first asked: an audit
/// that finds its whole answer in a cache asks for the text alone.
public final class Packs {
  private static final List<String> SHIPPED =
      List.of("sqlalchemy2", "redis-py", "asyncio", "jakarta");
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "severity",
          "summary",
          "explanation",
          "example",
          "fix",
          "language",
          "call",
          "keyword",
          "argument",
          "beginning",
          "receiver",
          "except-receiver",
          "imports",
          "except-imports",
          "unless-declared",
          "import",
          "except-import",
          "await");

  private record Text(String name, String content) {}

  private final List<Text> texts;
  private @Nullable List<PackRule> rules;

  private Packs(List<Text> texts) {
    this.texts = List.copyOf(texts);
  }

  /// The shipped packs and those a project names.
  ///
  /// @param folder that relative names start from
  public static Packs of(Path folder, List<String> more) {
    var texts = new ArrayList<Text>();
    for (var name : SHIPPED) texts.add(new Text(name + ".yaml", shipped(name)));
    for (var name : more) texts.add(new Text(name, file(folder.resolve(name))));
    return new Packs(texts);
  }

  /// Any thread may ask.
  public synchronized List<PackRule> rules() {
    if (rules == null) rules = parsed();
    return rules;
  }

  /// Their text, by which a cache knows them.
  public String written() {
    return texts.stream().map(Text::content).collect(Collectors.joining("\0"));
  }

  private List<PackRule> parsed() {
    var found = new ArrayList<PackRule>();
    for (var text : texts) read(text.name, text.content, found);
    return List.copyOf(found);
  }

  public Watch watch() {
    var calls = new HashSet<String>();
    var parameters = new HashSet<String>();
    for (var rule : rules()) {
      calls.addAll(rule.calls());
      if (rule.unlessDeclared()) parameters.addAll(rule.calls());
    }
    return new Watch(calls, parameters);
  }

  private static String shipped(String name) {
    try (var text = Packs.class.getResourceAsStream(name + ".yaml")) {
      if (text == null) throw new IllegalStateException("the pack " + name + " is not in the jar");
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String file(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "the rule pack %s could not be read: %s".formatted(file, broken.getMessage()));
    }
  }

  private static void read(String name, String text, List<PackRule> rules) {
    if (!(Yaml.map(name, text).get("rules") instanceof List<?> list))
      throw new ApexException(ErrorCode.CONFIGURATION, name + ": 'rules' must be a list");
    for (var each : list) rules.add(rule(name, Yaml.fields(name, each)));
  }

  private static PackRule rule(String file, Map<String, Object> map) {
    for (var field : map.keySet())
      if (!FIELDS.contains(field))
        throw new ApexException(
            ErrorCode.CONFIGURATION,
            "%s: rule %s: '%s' is not a field".formatted(file, map.get("id"), field));
    for (var field : List.of("id", "summary", "fix"))
      if (!map.containsKey(field))
        throw new ApexException(
            ErrorCode.CONFIGURATION,
            "%s: rule %s: '%s' is missing".formatted(file, map.get("id"), field));
    return new PackRule(
        new Rule(
            word(map, "id"),
            Severity.valueOf(word(map, "severity", "warning").toUpperCase(Locale.ROOT)),
            word(map, "summary"),
            word(map, "explanation"),
            word(map, "example"),
            word(map, "fix")),
        word(map, "language", "python"),
        set(map, "call"),
        set(map, "keyword"),
        word(map, "argument").equals("text"),
        words(map, "beginning"),
        set(map, "receiver"),
        set(map, "except-receiver"),
        words(map, "imports"),
        words(map, "except-imports"),
        Boolean.TRUE.equals(map.get("unless-declared")),
        words(map, "import"),
        words(map, "except-import"),
        word(map, "await").equals("not-awaitable"));
  }

  private static String word(Map<String, Object> map, String field) {
    return word(map, field, "");
  }

  private static String word(Map<String, Object> map, String field, String fallback) {
    return String.valueOf(map.getOrDefault(field, fallback)).strip();
  }

  private static List<String> words(Map<String, Object> map, String field) {
    var value = map.get(field);
    if (value == null) return List.of();
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  private static Set<String> set(Map<String, Object> map, String field) {
    return new HashSet<>(words(map, field));
  }
}
