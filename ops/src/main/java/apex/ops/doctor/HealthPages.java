package apex.ops.doctor;

import apex.ops.doctor.topology.ProbeKind;
import apex.ops.doctor.topology.Target;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What services say on their health pages about what they lean on. Counts only what is fresh: a
/// page that is stale, knowledge older than [#AGE_MAX], or a question that waits for its answer, is
/// no witness that something works.
final class HealthPages implements Witness {
  private static final Duration AGE_MAX = Duration.ofSeconds(6);
  private static final Duration PENDING_MAX = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "health pages";
  }

  @Override
  public List<Clue> clues(List<Examined> examined) {
    return examined.stream().flatMap(each -> clues(each, examined)).toList();
  }

  private static Stream<Clue> clues(Examined speaker, List<Examined> examined) {
    return speaker.says().stream()
        .filter(document -> !document.stale())
        .flatMap(document -> document.said().stream())
        .filter(said -> !repeats(said, speaker, examined))
        .filter(HealthPages::fresh)
        .flatMap(said ->
            about(said.name(), speaker.target(), examined).stream()
                .map(target -> clue(said, target, speaker)));
  }

  /// `database_status` says again, without its age, what a check on the same page says in full.
  static boolean repeats(HealthDocument.Said said, Examined speaker, List<Examined> examined) {
    if (!said.name().equals("db")) return false;
    var meant = about(said.name(), speaker.target(), examined);
    return speaker.says().stream()
        .flatMap(document -> document.said().stream())
        .anyMatch(other -> other != said && meant.equals(Optional.of(other.name())));
  }

  private static Clue clue(HealthDocument.Said said, String about, Examined speaker) {
    var lasting =
        said.lastingMs() > 0
            ? Optional.of(Duration.ofMillis(said.lastingMs()))
            : Optional.<Duration>empty();
    return new Clue(
        about,
        speaker.name(),
        said.works(),
        said.word().equals("healthy"),
        lasting,
        "%s says %s".formatted(speaker.name(), said.word()));
  }

  private static boolean fresh(HealthDocument.Said said) {
    return !said.contested()
        && said.ageMs() <= AGE_MAX.toMillis()
        && said.pendingMs() <= PENDING_MAX.toMillis();
  }

  /// Which target a name on a page means: the same name, or the only one of its kind leaned on.
  static Optional<String> about(String name, Target speaker, List<Examined> examined) {
    var leaned = examined.stream().map(Examined::target).filter(t -> speaker.leansOn(t.name()));
    var all = leaned.toList();
    var same = all.stream().filter(target -> target.name().equals(name)).findFirst();
    if (same.isPresent()) return same.map(Target::name);
    var kind = kind(name);
    if (kind.isEmpty()) return Optional.empty();
    var ofKind = all.stream().filter(target -> target.probe() == kind.get()).toList();
    return ofKind.size() == 1 ? Optional.of(ofKind.getFirst().name()) : Optional.empty();
  }

  private static Optional<ProbeKind> kind(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "db", "database", "postgres", "postgresql" -> Optional.of(ProbeKind.POSTGRES);
      case "redis", "cache" -> Optional.of(ProbeKind.REDIS);
      case "clickhouse", "analytics" -> Optional.of(ProbeKind.CLICKHOUSE);
      default -> Optional.empty();
    };
  }
}
