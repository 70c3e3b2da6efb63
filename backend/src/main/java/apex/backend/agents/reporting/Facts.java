package apex.backend.agents.reporting;

import apex.backend.agents.asking.PlainName;
import apex.backend.agents.optimization.Optimized;
import apex.backend.agents.step.SliceWords;
import apex.spend.analysis.Finding;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.SpendBy;
import apex.spend.price.Usd;
import apex.spend.proof.Citable;
import apex.spend.proof.Citable.Amount;
import apex.spend.proof.Citable.Frame;
import apex.spend.proof.Citable.Measure;
import apex.spend.proof.Citable.Name;
import apex.spend.proof.Evidence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the first words of an answer may call, and nothing else: sums of this run, each with its
/// evidence, and the names they are about. At most [#GROUPS_MAX] of each kind.
///
/// @param all in the order they were found: the largest of each kind first
record Facts(String question, List<Fact> all) {
  /// As many as the answer's tables show.
  static final int GROUPS_MAX = AnswerText.ROWS_MAX;

  private static final int NAME_CHARS_MAX = 80;

  Facts {
    all = List.copyOf(all);
  }

  /// One thing a text may call.
  ///
  /// @param says what it is, in our words
  /// @param name as it stands in the usage, where it may be shown to a model; empty else
  /// @param evidence the id of what backs it; empty for a name
  record Fact(String key, Citable citable, String says, String name, String evidence) {}

  static Facts of(Material material, Figures figures) {
    var facts = new ArrayList<Fact>();
    whole(facts, material, figures);
    groups(facts, "m", "a model", figures.byModel());
    if (figures.byRoute().value().size() > 1) groups(facts, "r", "a route", figures.byRoute());
    material.optimized().ifPresent(optimized -> savings(facts, optimized));
    return new Facts(material.triaged().question(), facts);
  }

  private static Evidence held(Map<String, Evidence> evidence, String id) {
    return Optional.ofNullable(evidence.get(id))
        .orElseThrow(() -> new IllegalArgumentException("there is no evidence " + id));
  }

  private static void whole(List<Fact> facts, Material material, Figures figures) {
    var evidence = Reporting.evidence(material);
    var total = held(evidence, figures.total().id());
    var calls = held(evidence, figures.shape().id());
    facts.add(
        new Fact(
            "total", total.cited(Measure.SPEND, Set.of()), "all that was spent", "", total.id()));
    facts.add(
        new Fact(
            "calls",
            calls.cited(Measure.CALLS, Set.of()),
            "how many calls that was",
            "",
            calls.id()));
    facts.add(
        new Fact(
            "period",
            new Frame("from " + SliceWords.of(figures.slice().period())),
            "when, as in: from this day to that day",
            "",
            ""));
    facts.add(
        new Fact(
            "scope",
            new Frame(Markdown.escaped(SliceWords.calls(figures.slice()))),
            "which calls were counted, as in: all calls",
            "",
            ""));
  }

  /// Rounded as in the table, so that prose and table say the same cents.
  private static void groups(
      List<Fact> facts, String letter, String says, Figure<List<SpendBy>> figure) {
    var groups =
        figure.value().stream()
            .sorted(Comparator.comparing((SpendBy group) -> group.spend().cost()).reversed())
            .toList();
    var cents = cents(groups);
    for (int i = 0; i < Math.min(GROUPS_MAX, groups.size()); i++) {
      var name = groups.get(i).group();
      if (name.isEmpty()) continue; // calls that told none
      var key = letter + (i + 1);
      facts.add(new Fact(key, new Name(quoted(name)), says, sendable(name), ""));
      facts.add(spend("spend." + key, key, cents.get(i), figure.id()));
    }
  }

  private static Fact spend(String key, String about, BigDecimal cents, String evidence) {
    var amount = new Amount(Usd.prose(cents), Measure.SPEND, Set.of(about));
    return new Fact(key, amount, "what it cost", "", evidence);
  }

  private static List<BigDecimal> cents(List<SpendBy> groups) {
    var costs =
        new ArrayList<>(
            groups.stream().limit(GROUPS_MAX).map(group -> group.spend().cost()).toList());
    groups.stream()
        .skip(GROUPS_MAX)
        .map(group -> group.spend().cost())
        .reduce(BigDecimal::add)
        .ifPresent(costs::add);
    return Usd.addingUp(costs, 2);
  }

  private static void savings(List<Fact> facts, Optimized optimized) {
    var counted =
        optimized.findings().stream()
            .filter(Finding::countsInTotal)
            .filter(finding -> finding.saving().p50Usd().signum() > 0)
            .limit(GROUPS_MAX)
            .toList();
    for (var finding : counted) saving(facts, finding);
    if (counted.size() < 2 || optimized.joint().p50Usd().signum() <= 0) return;
    facts.add(
        new Fact(
            "saving.joint",
            new Amount(Usd.prose(optimized.joint().p50Usd()), Measure.SAVING, Set.of()),
            "what all counted changes save together, overlaps taken out",
            "",
            counted.stream()
                .map(finding -> finding.evidence().getFirst())
                .distinct()
                .collect(Collectors.joining(", "))));
  }

  private static void saving(List<Fact> facts, Finding finding) {
    facts.add(
        new Fact(
            finding.id(),
            new Name(quoted(finding.title())),
            "a change: " + finding.kind().replace('_', ' '),
            "",
            ""));
    facts.add(
        new Fact(
            "saving." + finding.id(),
            new Amount(Usd.prose(finding.saving().p50Usd()), Measure.SAVING, Set.of(finding.id())),
            "what it saves",
            "",
            finding.evidence().getFirst()));
  }

  private static String quoted(String name) {
    var plain = name.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    var cut = plain.length() <= NAME_CHARS_MAX ? plain : plain.substring(0, NAME_CHARS_MAX) + "…";
    return "“%s”".formatted(Markdown.escaped(cut));
  }

  private static String sendable(String name) {
    return PlainName.is(name) ? name : "";
  }

  Map<String, Citable> citables() {
    var citables = new LinkedHashMap<String, Citable>();
    all.forEach(fact -> citables.put(fact.key(), fact.citable()));
    return citables;
  }

  /// As [#citables], each figure followed by the evidence it links to.
  Map<String, Citable> linked() {
    var linked = new LinkedHashMap<String, Citable>();
    all.forEach(fact -> linked.put(fact.key(), linked(fact)));
    return linked;
  }

  private static Citable linked(Fact fact) {
    return switch (fact.citable()) {
      case Amount(var shown, var measure, var subjects) ->
          new Amount("%s [%s]".formatted(shown, fact.evidence()), measure, subjects);
      case Name name -> name;
      case Frame frame -> frame;
    };
  }

  String evidence(String key) {
    return all.stream()
        .filter(fact -> fact.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no fact " + key))
        .evidence();
  }

  /// What a model is told of a fact: never its amount.
  ///
  /// @param measure what a figure measures; absent for a name or a period
  /// @param about the names a figure is about
  record Told(
      String placeholder,
      String kind,
      Optional<String> measure,
      List<String> about,
      String says,
      Optional<String> name) {}

  List<Told> told() {
    return all.stream().map(Facts::told).toList();
  }

  private static Told told(Fact fact) {
    var placeholder = placeholder(fact.key());
    var name = Optional.of(fact.name()).filter(known -> !known.isEmpty());
    return switch (fact.citable()) {
      case Amount(_, var measure, var subjects) ->
          new Told(
              placeholder,
              "figure",
              Optional.of(measure.name().toLowerCase(Locale.ROOT)),
              subjects.stream().sorted().map(Facts::placeholder).toList(),
              fact.says(),
              name);
      case Name _ -> new Told(placeholder, "name", Optional.empty(), List.of(), fact.says(), name);
      case Frame _ ->
          new Told(placeholder, "frame", Optional.empty(), List.of(), fact.says(), name);
    };
  }

  private static String placeholder(String key) {
    return "{{%s}}".formatted(key);
  }
}
