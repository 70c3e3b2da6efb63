package apex.kernel.environment;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// One setting, declared once: its name, what it is for, its default and its parser.
///
/// @param name as in the environment, upper case
/// @param purpose one sentence with the unit and the limits, for the generated documents
/// @param fallback the default as a person would write it; absent means the setting is required
/// @param parser throws IllegalArgumentException with the rule when the text breaks it
/// @param secret whether its value must never be shown
public record Setting<T>(
    String name,
    String purpose,
    Optional<String> fallback,
    Function<String, T> parser,
    boolean secret) {

  public static <T> Setting<T> required(String name, String purpose, Function<String, T> parser) {
    return new Setting<>(name, purpose, Optional.empty(), parser, false);
  }

  public static <T> Setting<T> of(
      String name, String purpose, String fallback, Function<String, T> parser) {
    return new Setting<>(name, purpose, Optional.of(fallback), parser, false);
  }

  /// A secret has no default, not even for development.
  public static Setting<Secret> secret(String name, String purpose) {
    return new Setting<>(name, purpose, Optional.empty(), Secret::new, true);
  }

  public static Setting<String> text(String name, String purpose, String fallback) {
    return of(name, purpose, fallback, Function.identity());
  }

  public static Setting<URI> address(String name, String purpose) {
    return required(name, purpose, URI::create);
  }

  public static Setting<Integer> number(String name, String purpose, int fallback) {
    return of(name, purpose, Integer.toString(fallback), Setting::integer);
  }

  /// An ISO-8601 duration such as `PT5S`.
  public static Setting<Duration> duration(String name, String purpose, String fallback) {
    return of(name, purpose, fallback, Setting::isoDuration);
  }

  /// Refuses `value` by `rule`, naming the setting: `POSTGRES_POOL_SIZE must be 1 to 200, was 0`.
  public void check(boolean holds, String rule, Object value) {
    if (!holds)
      throw new ApexException(
          ErrorCode.CONFIGURATION, "%s %s, was %s".formatted(name, rule, secret ? "***" : value));
  }

  private static Integer integer(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("must be a whole number", notANumber);
    }
  }

  private static Duration isoDuration(String text) {
    try {
      return Duration.parse(text);
    } catch (java.time.format.DateTimeParseException malformed) {
      throw new IllegalArgumentException("must be an ISO-8601 duration such as PT5S", malformed);
    }
  }
}
