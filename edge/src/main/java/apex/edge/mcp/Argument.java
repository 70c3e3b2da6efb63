package apex.edge.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One argument of a tool, declared once: what a client is told of it and what it is held against.
///
/// @param meaning what it is for, in a sentence
public record Argument(String name, String meaning, boolean required, Rule rule) {
  public Argument {
    if (!name.matches("[a-z][a-z_]*"))
      throw new IllegalArgumentException("arguments are named like run_id, was " + name);
  }

  public static Argument required(String name, String meaning, Rule rule) {
    return new Argument(name, meaning, true, rule);
  }

  public static Argument optional(String name, String meaning, Rule rule) {
    return new Argument(name, meaning, false, rule);
  }

  /// Which values it may have. A value is as JSON gives it.
  public sealed interface Rule {
    boolean keeps(Object value);

    /// Such as `must be a whole number from 1 to 90`.
    String words();

    Map<String, Object> schema();

    /// A text that is not blank.
    record Text(int charsMax) implements Rule {
      @Override
      public boolean keeps(Object value) {
        return value instanceof String text && !text.isBlank() && text.length() <= charsMax;
      }

      @Override
      public String words() {
        return "must be a text of 1 to %d characters".formatted(charsMax);
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "string", "minLength", 1, "maxLength", charsMax);
      }
    }

    /// A text of a given form.
    ///
    /// @param example one that has the form
    record Form(String pattern, String example) implements Rule {
      @Override
      public boolean keeps(Object value) {
        return value instanceof String text && text.matches(pattern);
      }

      @Override
      public String words() {
        return "must look like " + example;
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of(
            "type", "string", "pattern", "^(" + pattern + ")$", "examples", List.of(example));
      }
    }

    /// @param fallback what it is when it is left out
    record Whole(int least, int most, int fallback) implements Rule {
      @Override
      public boolean keeps(Object value) {
        return value instanceof Integer number && number >= least && number <= most;
      }

      @Override
      public String words() {
        return "must be a whole number from %d to %d".formatted(least, most);
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "integer", "minimum", least, "maximum", most, "default", fallback);
      }
    }

    /// One of these words.
    record Word(List<String> choices) implements Rule {
      public Word {
        choices = List.copyOf(choices);
      }

      public static Word of(String... words) {
        return new Word(List.of(words));
      }

      @Override
      public boolean keeps(Object value) {
        return value instanceof String text && choices.contains(text);
      }

      @Override
      public String words() {
        return "must be one of " + String.join(", ", choices);
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "string", "enum", choices);
      }
    }

    /// Names, each a text that is not blank.
    record Names(int most, int charsMax) implements Rule {
      @Override
      public boolean keeps(Object value) {
        return value instanceof List<?> names
            && names.size() <= most
            && names.stream().allMatch(new Text(charsMax)::keeps);
      }

      @Override
      public String words() {
        return "must be a list of at most %d texts of 1 to %d characters".formatted(most, charsMax);
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "array", "maxItems", most, "items", new Text(charsMax).schema());
      }
    }

    /// True or false; false when it is left out.
    record Flag() implements Rule {
      @Override
      public boolean keeps(Object value) {
        return value instanceof Boolean;
      }

      @Override
      public String words() {
        return "must be true or false";
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "boolean", "default", false);
      }
    }
  }

  Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("description", meaning);
    schema.putAll(rule.schema());
    return schema;
  }
}
