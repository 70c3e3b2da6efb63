package apex.ops.goldenpath;

import apex.ops.goldenpath.Check.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Keeps what each step found. A step whose predecessor failed is skipped, not failed. For one
/// thread.
final class Walk {
  private final List<Check> checks = new ArrayList<>();

  /// A step of a step: takes what the one before gave.
  interface Step<A, B> {
    B take(A given) throws Exception;
  }

  <T> Optional<T> step(String name, Callable<T> work) {
    var began = System.nanoTime();
    try {
      var done = work.call();
      passed(name, began, "");
      return Optional.of(done);
    } catch (Exception broke) {
      add(name, Outcome.FAILED, began, reason(broke));
      return Optional.empty();
    }
  }

  <A, B> Optional<B> step(String name, Optional<A> given, Step<A, B> work) {
    if (given.isPresent()) return step(name, () -> work.take(given.get()));
    skipped(name, "what it needs was not reached");
    return Optional.empty();
  }

  /// A promise about what is already known: `broken` answers what broke it.
  <A> void promise(String name, Optional<A> given, Step<A, Optional<String>> broken) {
    if (given.isEmpty()) {
      skipped(name, "what it needs was not reached");
      return;
    }
    var began = System.nanoTime();
    try {
      broken
          .take(given.get())
          .ifPresentOrElse(
              what -> add(name, Outcome.FAILED, began, what), () -> passed(name, began, ""));
    } catch (Exception broke) {
      add(name, Outcome.FAILED, began, reason(broke));
    }
  }

  void skipped(String name, String why) {
    add(name, Outcome.SKIPPED, System.nanoTime(), why);
  }

  private void passed(String name, long began, String detail) {
    add(name, Outcome.PASSED, began, detail);
  }

  private void add(String name, Outcome outcome, long began, String detail) {
    checks.add(new Check(name, outcome, (System.nanoTime() - began) / 1e6, detail));
  }

  private static String reason(Exception broke) {
    return Optional.ofNullable(broke.getMessage()).orElse(broke.getClass().getSimpleName());
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }
}
