package apex.spend.proof;

import apex.spend.proof.Citable.Amount;
import apex.spend.proof.Citable.Measure;
import apex.spend.proof.Citable.Name;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Whether each figure of a sentence stands in a clause that says what it measures and whom it is
/// about. A clause that says neither has it from the clause before.
final class Sentence {
  private static final Pattern CLAUSE_END =
      Pattern.compile(
          "[,;:()\u2013\u2014]|\\b(?:and|or|while|whereas|but|because|so|then|although)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TOKEN = Pattern.compile("\\{\\{([A-Za-z0-9.]+)}}|[A-Za-z]+");
  private static final Set<String> VAGUE =
      Set.of(
          "some", "about", "around", "near", "over", "under", "above", "below", "beyond", "within",
          "up", "down", "only", "just", "past", "towards", "any", "another", "circa", "exactly");
  private static final int VAGUE_REACH = 2;
  private static final Set<Measure> MONEY = EnumSet.of(Measure.SPEND, Measure.SAVING);

  private final Map<String, Citable> citables;
  private final Consumer<String> reasons;
  private Set<Measure> measures = EnumSet.noneOf(Measure.class);
  private Set<String> names = Set.of();
  private boolean namesAnybody;

  private Sentence(Map<String, Citable> citables, Consumer<String> reasons) {
    this.citables = citables;
    this.reasons = reasons;
  }

  /// @param text one sentence whose placeholders are all known
  static void judge(String text, Map<String, Citable> citables, Consumer<String> reasons) {
    var sentence = new Sentence(citables, reasons);
    sentence.namesAnybody =
        TOKEN
            .matcher(text)
            .results()
            .anyMatch(
                found -> found.group(1) != null && citables.get(found.group(1)) instanceof Name);
    for (var clause : CLAUSE_END.split(text)) sentence.clause(tokens(clause));
  }

  private static List<String> tokens(String clause) {
    return TOKEN.matcher(clause).results().map(found -> found.group()).toList();
  }

  private void clause(List<String> tokens) {
    inherit(tokens);
    var called = new ArrayList<Measure>();
    for (int i = 0; i < tokens.size(); i++)
      if (citable(tokens.get(i)) instanceof Amount amount) {
        amount(tokens, i, amount);
        called.add(amount.measure());
      }
    if (new HashSet<>(called).size() < called.size())
      reasons.accept("two figures of one measure in a clause: " + String.join(" ", tokens));
  }

  private void inherit(List<String> tokens) {
    var said = EnumSet.noneOf(Measure.class);
    var named = new HashSet<String>();
    for (var token : tokens) {
      for (var measure : Measure.values())
        if (measure.saidBy(token.toLowerCase(Locale.ROOT))) said.add(measure);
      if (citable(token) instanceof Name) named.add(key(token));
    }
    if (!said.isEmpty()) measures = said;
    if (!named.isEmpty()) names = named;
  }

  private void amount(List<String> tokens, int at, Amount amount) {
    var figure = tokens.get(at);
    if (!measures.contains(amount.measure()))
      reasons.accept("the clause does not say that %s is %s".formatted(figure, amount.measure()));
    if (amount.measure().money() && measures.containsAll(MONEY))
      reasons.accept("the clause of %s speaks of spend and of saving".formatted(figure));
    if (!about(amount))
      reasons.accept("the clause does not name just whom %s is about".formatted(figure));
    neighbours(tokens, at, amount);
  }

  private boolean about(Amount amount) {
    return amount.subjects().isEmpty() ? !namesAnybody : names.equals(amount.subjects());
  }

  private void neighbours(List<String> tokens, int at, Amount amount) {
    for (int i = Math.max(0, at - VAGUE_REACH); i < at; i++)
      if (VAGUE.contains(tokens.get(i).toLowerCase(Locale.ROOT)))
        reasons.accept("a figure made vague: %s %s".formatted(tokens.get(i), tokens.get(at)));
    if (at + 1 == tokens.size()) return;
    var next = tokens.get(at + 1).toLowerCase(Locale.ROOT);
    for (var unit : Measure.values())
      if (unit.counted() && unit != amount.measure() && unit.saidBy(next))
        reasons.accept("%s is no number of %s".formatted(tokens.get(at), next));
  }

  private Citable citable(String token) {
    return token.startsWith("{{") ? citables.getOrDefault(key(token), WORD) : WORD;
  }

  private static final Citable WORD = new Citable.Frame("");

  private static String key(String token) {
    return token.substring(2, token.length() - 2);
  }
}
