package apex.kernel.health;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import java.time.Duration;
import java.util.Optional;

/// What a dependency answered when asked whether it would work right now.
public sealed interface Verdict {
  record Healthy(Duration took) implements Verdict {}

  /// It works, slower than its threshold or on a fallback.
  record Degraded(Duration took, String why) implements Verdict {}

  record Unhealthy(Failure failure) implements Verdict {}

  /// It could not be asked: no answer within the deadline, or the probe itself is wrong.
  ///
  /// @param category what kept the answer away, where that is known
  record Unknown(String why, Optional<Category> category) implements Verdict {
    public Unknown(String why) {
      this(why, Optional.empty());
    }
  }

  record Blocked(String by) implements Verdict {}

  /// The word on the wire: `healthy`, `degraded`, `unhealthy` or `unknown`.
  default String label() {
    return switch (this) {
      case Healthy _ -> "healthy";
      case Degraded _ -> "degraded";
      case Unhealthy _ -> "unhealthy";
      case Unknown _, Blocked _ -> "unknown";
    };
  }

  /// Whether it answers, be it slowly.
  default boolean works() {
    return switch (this) {
      case Healthy _, Degraded _ -> true;
      case Unhealthy _, Unknown _, Blocked _ -> false;
    };
  }

  /// How long the answer took, where there was one.
  default Optional<Duration> duration() {
    return switch (this) {
      case Healthy(var took) -> Optional.of(took);
      case Degraded(var took, _) -> Optional.of(took);
      case Unhealthy _, Unknown _, Blocked _ -> Optional.empty();
    };
  }

  /// What is wrong, empty when nothing is.
  default Optional<String> trouble() {
    return switch (this) {
      case Healthy _ -> Optional.empty();
      case Degraded(_, var why) -> Optional.of(why);
      case Unhealthy(var failure) -> Optional.of(failure.cause());
      case Unknown(var why, _) -> Optional.of(why);
      case Blocked(var by) -> Optional.of("blocked by " + by);
    };
  }

  default Optional<Category> kind() {
    return switch (this) {
      case Unhealthy(var failure) -> Optional.of(failure.category());
      case Unknown(_, var category) -> category;
      case Healthy _, Degraded _, Blocked _ -> Optional.empty();
    };
  }

  /// Whether it tells of the probe and nothing of what was asked.
  default boolean ofTheProbe() {
    return this instanceof Unknown(_, var category)
        && category.filter(kind -> kind != Category.TIMEOUT).isPresent();
  }

  default String sentence() {
    return switch (this) {
      case Healthy(var took) -> "healthy in %d ms".formatted(took.toMillis());
      case Degraded(var took, var why) -> "degraded, %d ms: %s".formatted(took.toMillis(), why);
      case Unhealthy(var failure) ->
          "unhealthy: %s. Try: %s".formatted(failure.cause(), failure.remedy());
      case Unknown(var why, _) -> "unknown: " + why;
      case Blocked(var by) -> "unknown, blocked by " + by;
    };
  }
}
