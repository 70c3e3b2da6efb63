package apex.ops.doctor;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.health.Verdict;
import apex.ops.doctor.probe.Notes;
import apex.ops.doctor.topology.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One target and what was seen of it, before it is judged together with the others.
public record Examined(Target target, Notes.Seen seen, Optional<HealthDocument> says) {
  private static final long PENDING_MS_MAX = 1_000;

  static Examined of(Target target, Notes.Seen seen) {
    return new Examined(target, seen, seen.reply().flatMap(HealthDocument::read));
  }

  String name() {
    return target.name();
  }

  /// What it says is wrong with what it leans on; what leans on it is not its witness.
  List<HealthDocument.Said> complaints() {
    return says.stream()
        .flatMap(document -> document.said().stream())
        .filter(said ->
            !said.word().equals("healthy") || said.contested() || said.pendingMs() > PENDING_MS_MAX)
        .toList();
  }

  static Category category(HealthDocument.Said said) {
    return said.category()
        .orElse(said.works() || said.word().equals("unknown") ? Category.TIMEOUT : Category.BUG);
  }

  /// By the layers and by what it says of itself.
  Verdict own(List<HealthDocument.Said> complaints) {
    if (failed() && !speaksOfItself()) return failing(seen.failure().orElseThrow());
    var took = seen.slowest();
    var word = says.map(HealthDocument::word).orElse("healthy");
    return switch (word) {
      case "unhealthy" -> new Verdict.Unhealthy(selfAccusation(complaints));
      case "unknown" ->
          new Verdict.Unknown("says of itself that it does not know" + told(complaints));
      case "degraded" -> new Verdict.Degraded(took, "says of itself: degraded" + told(complaints));
      default -> timed(took, complaints);
    };
  }

  private boolean failed() {
    return seen.failure().isPresent();
  }

  /// Its words about itself are better than the bare status that came with them.
  private boolean speaksOfItself() {
    return says.filter(document -> !document.word().equals("healthy")).isPresent();
  }

  private Verdict timed(Duration took, List<HealthDocument.Said> complaints) {
    if (took.compareTo(target.threshold()) > 0)
      return new Verdict.Degraded(
          took,
          "answered in %d ms, threshold %d ms"
              .formatted(took.toMillis(), target.threshold().toMillis()));
    if (!seen.warnings().isEmpty())
      return new Verdict.Degraded(took, String.join("; ", seen.warnings()));
    if (!complaints.isEmpty())
      return new Verdict.Degraded(took, "says of what it leans on" + told(complaints));
    return new Verdict.Healthy(took);
  }

  boolean slow() {
    return seen.slowest().compareTo(target.threshold()) > 0;
  }

  private static Failure selfAccusation(List<HealthDocument.Said> complaints) {
    var category = complaints.stream().findFirst().map(Examined::category).orElse(Category.BUG);
    return Failure.of(category, "says of itself: unhealthy" + told(complaints));
  }

  private static String told(List<HealthDocument.Said> complaints) {
    if (complaints.isEmpty()) return "";
    return complaints.stream()
        .limit(3)
        .map(said ->
            said.name() + " " + (said.pendingMs() > PENDING_MS_MAX ? waiting(said) : wrong(said)))
        .collect(Collectors.joining("; ", ": ", ""));
  }

  private static String waiting(HealthDocument.Said said) {
    return "has not answered for %d ms".formatted(said.pendingMs());
  }

  private static String wrong(HealthDocument.Said said) {
    return said.text().isEmpty() ? said.word() : said.word() + " (" + said.text() + ")";
  }

  /// No answer is unknown; so is what is wrong with our question. Everything else is its own.
  private static Verdict failing(Failure failure) {
    return switch (failure.category()) {
      case TIMEOUT, CALLER, AUTHENTICATION, CONFIGURATION ->
          new Verdict.Unknown(failure.cause(), Optional.of(failure.category()));
      case RESOLUTION ->
          failure.cause().contains("did not answer") || failure.cause().contains("no answer")
              ? new Verdict.Unknown(failure.cause(), Optional.of(failure.category()))
              : new Verdict.Unhealthy(failure);
      default -> new Verdict.Unhealthy(failure);
    };
  }

  /// Whether it was our question that failed.
  boolean ofTheCaller() {
    return !speaksOfItself()
        && seen.failure()
            .filter(failure ->
                switch (failure.category()) {
                  case CALLER, AUTHENTICATION, CONFIGURATION -> true;
                  default -> false;
                })
            .isPresent();
  }
}
