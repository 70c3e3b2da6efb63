package apex.ops.doctor;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.health.Service;
import apex.kernel.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Judges what was seen, from what is leaned on upwards: what works for a witness is not to blame,
/// what is blocked is not asked, and what a deeper failure explains is a symptom. Deterministic.
final class Reasoning {
  private static final String BUSY =
      "Look at what it is busy with, or raise its threshold if that is how it should be.";
  private static final Duration ORDER_TOLERANCE = Duration.ofSeconds(10);

  private final List<Examined> examined;
  private final List<Witness.Clue> clues;
  private final Map<String, Finding> findings = new LinkedHashMap<>();

  /// @param examined each after those it leans on
  Reasoning(List<Examined> examined, List<Witness> witnesses) {
    this.examined = List.copyOf(examined);
    this.clues =
        witnesses.stream().flatMap(witness -> witness.clues(this.examined).stream()).toList();
    for (var each : this.examined) findings.put(each.name(), judge(each));
  }

  List<Finding> findings() {
    return List.copyOf(findings.values());
  }

  private Finding judge(Examined each) {
    var complaints = complaints(each);
    var own = each.own(complaints);
    if (each.ofTheCaller()) return finding(each, own, FaultScope.CALLER, each.seen().failure());
    var witness = witness(each.name(), own);
    if (!(own instanceof Verdict.Healthy) && each.says().isEmpty() && witness.isPresent())
      return elsewhere(each, own, witness.get());
    return inItsPlace(each, own, complaints);
  }

  /// It works for somebody: what fails is our way to it.
  private static Finding elsewhere(Examined each, Verdict own, Witness.Clue witness) {
    var failure = each.seen().failure();
    if (own.works()) return finding(each, own, FaultScope.PATH, failure);
    var words = "%s; it works for %s".formatted(own.trouble().orElse("no answer"), witness.by());
    return finding(each, new Verdict.Unknown(words, own.kind()), FaultScope.PATH, failure);
  }

  private static Finding finding(
      Examined each, Verdict verdict, FaultScope scope, Optional<Failure> failure) {
    return new Finding(each, verdict, scope, failure, List.of(), true);
  }

  private Finding inItsPlace(Examined each, Verdict own, List<HealthDocument.Said> complaints) {
    var blocking = harming(each.target().requires()).filter(f -> !f.verdict().works()).toList();
    if (!blocking.isEmpty()) return blocked(each, blocking);
    var missed = missed(each);
    var verdict = own instanceof Verdict.Healthy(var took) ? without(took, own, missed) : own;
    var because = new LinkedHashSet<String>();
    missed.forEach(finding -> because.add(finding.name()));
    var unexplained = new ArrayList<HealthDocument.Said>();
    for (var complaint : complaints)
      about(complaint, each)
          .filter(finding -> finding.harms())
          .ifPresentOrElse(
              finding -> because.add(finding.name()), () -> unexplained.add(complaint));
    if (each.slow()) slowBelow(each).forEach(because::add);
    if (own.kind().equals(Optional.of(Category.TIMEOUT)))
      harming(each.target().requires()).forEach(finding -> because.add(finding.name()));
    var itself = itself(each, own, because, unexplained);
    return new Finding(
        each,
        verdict,
        FaultScope.SERVICE,
        failure(each, own, unexplained),
        ordered(because),
        itself);
  }

  private Finding blocked(Examined each, List<Finding> blocking) {
    var first = blocking.getFirst();
    var root = first.verdict() instanceof Verdict.Blocked(var by) ? by : first.name();
    return new Finding(
        each,
        new Verdict.Blocked(root),
        FaultScope.SERVICE,
        Optional.empty(),
        blocking.stream().map(Finding::name).toList(),
        false);
  }

  /// Whether it is wrong beyond what it leans on explains.
  private static boolean itself(
      Examined each,
      Verdict own,
      LinkedHashSet<String> because,
      List<HealthDocument.Said> unexplained) {
    if (own instanceof Verdict.Healthy) return false;
    if (!unexplained.isEmpty()) return true;
    // What is only used may slow it down, but never silences it or closes its door.
    var waits =
        own.kind().equals(Optional.of(Category.TIMEOUT))
            && each.target().requires().stream().anyMatch(because::contains);
    var direct = each.seen().failure().isPresent() && each.says().isEmpty() && !waits;
    return direct || because.isEmpty() || !each.seen().warnings().isEmpty();
  }

  private static Optional<Failure> failure(
      Examined each, Verdict own, List<HealthDocument.Said> unexplained) {
    if (!unexplained.isEmpty()) {
      var first = unexplained.getFirst();
      var failure = Failure.of(Examined.category(first), own.trouble().orElse(first.text()));
      return Optional.of(
          failure.withRemedy(
              "Look at the way from %s to %s (its setting, the port, what is between): %s works for others. %s"
                  .formatted(each.name(), first.name(), first.name(), failure.remedy())));
    }
    return own instanceof Verdict.Unhealthy(var failure)
        ? Optional.of(failure)
        : each.says().isPresent() ? Optional.empty() : each.seen().failure();
  }

  private List<Finding> missed(Examined each) {
    return harming(each.target().uses()).filter(finding -> !finding.verdict().works()).toList();
  }

  private Verdict without(Duration took, Verdict own, List<Finding> missed) {
    if (missed.isEmpty()) return own;
    var words =
        missed.stream()
            .map(finding -> "without %s: %s".formatted(finding.name(), consequence(finding)))
            .collect(Collectors.joining("; "));
    return new Verdict.Degraded(took, words);
  }

  private String consequence(Finding missed) {
    return examined.stream()
        .flatMap(each -> each.target().place().uses().stream())
        .filter(use -> use.service().equals(missed.name()))
        .map(Service.Use::consequence)
        .findFirst()
        .orElse("");
  }

  private java.util.stream.Stream<String> slowBelow(Examined each) {
    return findings.values().stream()
        .filter(finding -> each.target().leansOn(finding.name()) && finding.harms())
        .filter(finding -> finding.verdict() instanceof Verdict.Degraded)
        .map(Finding::name);
  }

  private java.util.stream.Stream<Finding> harming(List<String> names) {
    return names.stream()
        .flatMap(name -> Optional.ofNullable(findings.get(name)).stream())
        .filter(Finding::harms);
  }

  /// In the order of the topology, so that equal evidence reads the same every time.
  private List<String> ordered(LinkedHashSet<String> names) {
    return findings.keySet().stream().filter(names::contains).toList();
  }

  /// About what it leans on; what leans on it, and itself, it cannot accuse.
  private List<HealthDocument.Said> complaints(Examined each) {
    return each.complaints().stream()
        .filter(said -> !said.name().equals(each.name()))
        .filter(said -> !leansOnMe(said.name(), each))
        .filter(said -> !HealthPages.repeats(said, each, examined))
        .toList();
  }

  private boolean leansOnMe(String name, Examined each) {
    return examined.stream()
        .anyMatch(other -> other.name().equals(name) && other.target().leansOn(each.name()));
  }

  private Optional<Finding> about(HealthDocument.Said said, Examined each) {
    return HealthPages.about(said.name(), each.target(), examined)
        .flatMap(name -> Optional.ofNullable(findings.get(name)));
  }

  /// That it works slowly for another does not excuse that it is slow for us.
  private Optional<Witness.Clue> witness(String service, Verdict own) {
    return clues.stream()
        .filter(clue -> clue.about().equals(service) && (own.works() ? clue.well() : clue.works()))
        .findFirst();
  }

  List<Diagnosis.Cause> causes() {
    return findings.values().stream()
        .filter(finding -> finding.abnormal() && finding.itself())
        .map(finding -> new Diagnosis.Cause(finding, finding.words(), remedy(finding)))
        .toList();
  }

  private String remedy(Finding finding) {
    var general = finding.failure().map(Failure::remedy).orElseGet(() -> general(finding));
    if (finding.scope() != FaultScope.PATH) return general;
    var by = witness(finding.name(), finding.verdict()).map(Witness.Clue::by).orElse("others");
    return "It works for %s, not from here: look at the address and at what is between. %s"
        .formatted(by, general);
  }

  private static String general(Finding finding) {
    if (!finding.examined().seen().warnings().isEmpty()) return Category.TLS.remedy();
    return finding.verdict().kind().map(Category::remedy).orElse(BUSY);
  }

  List<Diagnosis.Exoneration> exonerated() {
    var exonerated = new ArrayList<Diagnosis.Exoneration>();
    for (var finding : findings.values()) {
      var suspect = findings.values().stream().anyMatch(other -> suspects(other, finding));
      if (suspect || finding.scope() != FaultScope.SERVICE)
        exoneration(finding).ifPresent(exonerated::add);
    }
    return exonerated;
  }

  private static boolean suspects(Finding other, Finding finding) {
    return other.abnormal() && other.target().leansOn(finding.name()) && !finding.harms();
  }

  private static final String PROOF_OF_LAYERS = "the layers below answered the doctor";

  private Optional<Diagnosis.Exoneration> exoneration(Finding finding) {
    var words = new ArrayList<String>();
    var witnesses = new ArrayList<String>();
    if (finding.verdict().works()) {
      witnesses.add("doctor");
      words.add(
          "answered the doctor in %d ms".formatted(finding.examined().seen().took().toMillis()));
    } else if (finding.scope() == FaultScope.CALLER) {
      witnesses.add("doctor");
      words.add(PROOF_OF_LAYERS);
    }
    clues.stream()
        .filter(clue -> clue.about().equals(finding.name()) && clue.works())
        .map(Witness.Clue::by)
        .distinct()
        .forEach(by -> {
          witnesses.add(by);
          words.add(by + " uses the same one successfully");
        });
    if (words.isEmpty()) return Optional.empty();
    return Optional.of(
        new Diagnosis.Exoneration(finding.name(), witnesses, String.join("; ", words)));
  }

  /// One chain for each cause, from the symptom farthest from it.
  List<Diagnosis.Chain> chains() {
    return causes().stream().map(cause -> chain(cause.finding())).toList();
  }

  private Diagnosis.Chain chain(Finding cause) {
    var path = longest(cause.name());
    var links = new ArrayList<Diagnosis.Link>();
    for (int i = 0; i < path.size(); i++) {
      var finding = Optional.ofNullable(findings.get(path.get(i))).orElseThrow();
      var next = i + 1 < path.size() ? bond(finding, path.get(i + 1)) : "";
      links.add(new Diagnosis.Link(finding.name(), finding.words(), onset(finding.name()), next));
    }
    return new Diagnosis.Chain(links, "no evidence for a deeper cause");
  }

  /// Upwards over explained edges; of equally long ways the first in the topology.
  private List<String> longest(String cause) {
    List<String> best = List.of();
    for (var above : findings.values())
      if (above.because().contains(cause) && inOrder(above.name(), cause)) {
        var path = longest(above.name());
        if (path.size() > best.size()) best = path;
      }
    var whole = new ArrayList<>(best);
    whole.add(cause);
    return whole;
  }

  /// The deeper one came first, unless two witnesses' records say otherwise.
  private boolean inOrder(String above, String below) {
    var symptom = lasting(above);
    var cause = lasting(below);
    if (symptom.isEmpty() || cause.isEmpty()) return true;
    return cause.get().plus(ORDER_TOLERANCE).compareTo(symptom.get()) >= 0;
  }

  private Optional<Duration> lasting(String service) {
    return clues.stream()
        .filter(clue -> clue.about().equals(service) && !clue.works())
        .flatMap(clue -> clue.lasting().stream())
        .max(Duration::compareTo);
  }

  private String onset(String service) {
    return clues.stream()
        .filter(clue -> clue.about().equals(service) && !clue.works())
        .filter(clue -> clue.lasting().isPresent())
        .findFirst()
        .map(clue ->
            "for %d s, %s says"
                .formatted(clue.lasting().orElse(Duration.ZERO).toSeconds(), clue.by()))
        .orElse("since when is not recorded");
  }

  private static String bond(Finding above, String below) {
    return above.target().requires().contains(below)
        ? "because it requires " + below
        : "because it uses " + below;
  }
}
