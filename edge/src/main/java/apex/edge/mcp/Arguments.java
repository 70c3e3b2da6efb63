package apex.edge.mcp;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a tool was called with, held against what it takes.
public final class Arguments {
  private static final int SHOWN_CHARS_MAX = 100;

  private final List<Argument> known;
  private final Map<String, Object> values;

  private Arguments(List<Argument> known, Map<String, Object> values) {
    this.known = known;
    this.values = values;
  }

  /// Of a tool that takes none.
  public static Arguments none() {
    return new Arguments(List.of(), Map.of());
  }

  /// Refuses with INVALID_REQUEST, naming every argument that is missing, unknown or against its
  /// rule.
  static Arguments of(Tool tool, Map<String, Object> given) {
    var faults = new ArrayList<String>();
    for (var argument : tool.arguments()) fault(argument, given).ifPresent(faults::add);
    for (var name : given.keySet())
      if (tool.arguments().stream().noneMatch(argument -> argument.name().equals(name)))
        faults.add("%s is not known".formatted(shown(name)));
    if (!faults.isEmpty())
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "arguments of %s: %s".formatted(tool.name(), String.join("; ", faults)),
          "Call %s again with %s.".formatted(tool.name(), takes(tool)));
    return new Arguments(tool.arguments(), Map.copyOf(given));
  }

  private static Optional<String> fault(Argument argument, Map<String, Object> given) {
    var value = given.get(argument.name());
    if (value == null)
      return argument.required() || given.containsKey(argument.name())
          ? Optional.of(argument.name() + " is missing or null: it " + argument.rule().words())
          : Optional.empty();
    return argument.rule().keeps(value)
        ? Optional.empty()
        : Optional.of(
            "%s %s, was %s".formatted(argument.name(), argument.rule().words(), shown(value)));
  }

  private static String shown(Object value) {
    var text = "'" + value + "'";
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…'";
  }

  private static String takes(Tool tool) {
    return tool.arguments().isEmpty()
        ? "no arguments"
        : tool.arguments().stream()
            .map(argument -> argument.name() + (argument.required() ? "" : " (optional)"))
            .collect(Collectors.joining(", "));
  }

  public Optional<String> text(String name) {
    return value(name, String.class);
  }

  /// Parsed by `parser`, whose IllegalArgumentException says the rule.
  public <T> Optional<T> text(String name, Function<String, T> parser) {
    return text(name).map(text -> parsed(name, text, parser));
  }

  /// As declared when it is left out.
  public int whole(String name) {
    if (!(declared(name).rule() instanceof Argument.Rule.Whole rule))
      throw new IllegalArgumentException(name + " is no whole number");
    return value(name, Integer.class).orElse(rule.fallback());
  }

  public boolean flag(String name) {
    return value(name, Boolean.class).orElse(false);
  }

  /// Empty when it is left out.
  public List<String> names(String name) {
    return value(name, List.class).stream()
        .flatMap(names -> ((List<?>) names).stream())
        .map(String.class::cast)
        .toList();
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    declared(name);
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }

  private Argument declared(String name) {
    return known.stream()
        .filter(argument -> argument.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the tool takes no " + name));
  }

  private static <T> T parsed(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | java.time.DateTimeException broken) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s: %s, was '%s'".formatted(name, broken.getMessage(), text),
          broken);
    }
  }
}
