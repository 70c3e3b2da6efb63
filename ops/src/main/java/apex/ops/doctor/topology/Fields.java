package apex.ops.doctor.topology;

import apex.ops.terminal.Nearest;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The fields of one mapping of a YAML file. What is wrong with one is added to a list, with its
/// line and full name, and reading goes on.
final class Fields {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

  private final String origin;
  private final String path;
  private final Node node;
  private final List<String> problems;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /// One field that is a mapping itself.
  record Entry(String name, Fields fields) {}

  Fields(String origin, String path, Node node, List<String> problems) {
    this.origin = origin;
    this.path = path;
    this.node = node;
    this.problems = problems;
    if (node instanceof MappingNode mapping)
      for (var tuple : mapping.getValue()) {
        var name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
        if (values.putIfAbsent(name, tuple.getValueNode()) != null)
          problems.add(place(tuple.getKeyNode()) + named(name) + " stands twice");
      }
    else problems.add(place(node) + named("") + " must be a mapping");
  }

  /// Complains about every field but `known`.
  Fields only(List<String> known) {
    for (var name : values.keySet())
      if (!known.contains(name)) {
        var meant =
            Nearest.to(name, known).map(near -> "did you mean %s?".formatted(near)).orElse("");
        problem(name, "is no field; fields are %s. %s".formatted(String.join(", ", known), meant));
      }
    return this;
  }

  Fields map(String name) {
    return Optional.ofNullable(values.get(name))
        .map(value -> new Fields(origin, below(name), value, problems))
        .orElseGet(() -> {
          problem(name, "is missing");
          return new Fields(origin, below(name), empty(), new ArrayList<>());
        });
  }

  List<Entry> entries() {
    var entries = new ArrayList<Entry>();
    values.forEach((name, value) ->
        entries.add(new Entry(name, new Fields(origin, below(name), value, problems))));
    return entries;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name))
        .flatMap(value -> {
          if (value instanceof ScalarNode scalar) return Optional.of(scalar.getValue());
          problem(name, "must be one value");
          return Optional.empty();
        });
  }

  Optional<String> required(String name) {
    if (!has(name)) problem(name, "is missing");
    return text(name);
  }

  Duration duration(String name, Duration fallback, Duration least, Duration most) {
    var text = text(name);
    if (text.isEmpty()) return fallback;
    var parsed = parsed(text.get());
    if (parsed.isPresent()
        && parsed.get().compareTo(least) >= 0
        && parsed.get().compareTo(most) <= 0) return parsed.get();
    problem(
        name,
        "must be a time of %d ms to %d s, such as 500ms, 2s or PT2S, was '%s'"
            .formatted(least.toMillis(), most.toSeconds(), text.get()));
    return fallback;
  }

  private static Optional<Duration> parsed(String text) {
    var found = SHORT_DURATION.matcher(text);
    if (found.matches()) {
      long number = Long.parseLong(found.group(1));
      return Optional.of(
          switch (found.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          });
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException odd) {
      return Optional.empty();
    }
  }

  int number(String name, int fallback, int least, int most) {
    var text = text(name);
    if (text.isEmpty()) return fallback;
    if (text.get().matches("\\d{1,9}")) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) return number;
    }
    problem(name, "must be %d to %d, was '%s'".formatted(least, most, text.get()));
    return fallback;
  }

  boolean truth(String name) {
    var text = text(name).orElse("false");
    if (!text.equals("true") && !text.equals("false"))
      problem(name, "must be true or false, was '%s'".formatted(text));
    return text.equals("true");
  }

  /// A list of words, or one word.
  List<String> words(String name) {
    return Optional.ofNullable(values.get(name))
        .map(value ->
            switch (value) {
              case ScalarNode one -> List.of(one.getValue());
              case SequenceNode many -> many.getValue().stream().map(n -> word(name, n)).toList();
              default -> {
                problem(name, "must be a list of names");
                yield List.<String>of();
              }
            })
        .orElse(List.of());
  }

  /// Names with a sentence each; a list of names has no sentences.
  Map<String, String> sentences(String name) {
    var sentences = new LinkedHashMap<String, String>();
    if (values.get(name) instanceof MappingNode)
      map(name).values.forEach((key, value) -> sentences.put(key, word(name, value)));
    else words(name).forEach(word -> sentences.put(word, ""));
    return sentences;
  }

  private String word(String field, Node value) {
    if (value instanceof ScalarNode scalar) return scalar.getValue();
    problem(field, "must hold single values");
    return "";
  }

  void problem(String field, String what) {
    problems.add(place(field) + named(field) + " " + what.strip());
  }

  private String named(String field) {
    return path.isEmpty() ? field : field.isEmpty() ? path : path + "." + field;
  }

  private String below(String field) {
    return named(field);
  }

  /// `file:line:column: ` of a field, or of the mapping that lacks it.
  String place(String field) {
    return place(Optional.ofNullable(values.get(field)).orElse(node));
  }

  private String place(Node at) {
    return at.getStartMark()
        .map(mark -> "%s:%d:%d: ".formatted(origin, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(origin + ": ");
  }

  private static Node empty() {
    return new MappingNode(
        org.snakeyaml.engine.v2.nodes.Tag.MAP,
        new ArrayList<>(),
        org.snakeyaml.engine.v2.common.FlowStyle.BLOCK);
  }
}
