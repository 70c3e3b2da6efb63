package apex.spend.proof;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lets no figure into a text that the evidence does not hold. A text calls every figure, name and
/// period by a placeholder such as `{{total}}` or `{{saving.f2}}`; all else is plain English prose.
///
/// The rules are closed: what they do not allow is refused.
///
/// - Outside of placeholders stand only words of the [Vocabulary], which has none that say how
///   much, how many or when, the letters `a` and `I`, and plain punctuation. No digit of any
///   script, no other alphabet, no symbol, no list marker but a dash.
/// - A placeholder is known, and touches neither a sign nor a letter; no word makes it vague.
/// - A clause calls at most one figure of a measure and says what it measures (`spent`, `saves`,
///   `calls`), never spend and saving at once; no figure is followed by the unit of another.
/// - The clause of a figure names just whom it is about; the sentence of a figure of the whole
///   names nobody. What a clause leaves out it has from the clause before.
///
/// @param citables by key: letters, digits and dots
public record NumberFirewall(Map<String, Citable> citables, Vocabulary vocabulary) {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{([A-Za-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9]+)*)}}");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");
  private static final Pattern SIGN = Pattern.compile("(?s).*[-\u2013\u2014(][\\s*_`]*");
  private static final Pattern BULLET = Pattern.compile("(?s)(?:.*\\n)?[ \\t]*-[\\s*_`]*");
  private static final Pattern APART =
      Pattern.compile(
          "(?s)(?:|\\s.*|[.,;:!?](?:\\s.*)?|[*_`\"\u201d]+(?:[\\s.,;:!?].*)?|['\u2019]s\\b.*)");

  public NumberFirewall {
    citables = Map.copyOf(citables);
  }

  /// What became of a text.
  public sealed interface Rendering {
    /// Every figure in it is the evidence's.
    record Passed(String text) implements Rendering {}

    /// @param reasons each with the words it is about, at least one
    record Rejected(List<String> reasons) implements Rendering {
      public Rejected {
        reasons = List.copyOf(reasons);
      }
    }
  }

  public Rendering render(String text) {
    var reasons = new TreeSet<String>();
    Prose.judge(PLACEHOLDER.matcher(text).replaceAll(" "), vocabulary, reasons::add);
    calls(text, reasons::add);
    if (reasons.isEmpty())
      for (var sentence : SENTENCE_END.split(text))
        Sentence.judge(sentence, citables, reasons::add);
    return reasons.isEmpty()
        ? new Rendering.Passed(filled(text))
        : new Rendering.Rejected(List.copyOf(reasons));
  }

  private void calls(String text, Consumer<String> reasons) {
    var calls = PLACEHOLDER.matcher(text);
    while (calls.find()) {
      if (!citables.containsKey(calls.group(1)))
        reasons.accept("no evidence holds " + calls.group());
      if (signed(text.substring(0, calls.start())))
        reasons.accept("a sign before " + calls.group());
      if (!APART.matcher(text.substring(calls.end())).matches())
        reasons.accept("something put to " + calls.group());
    }
  }

  /// A dash that begins the line of a list is no sign.
  private static boolean signed(String before) {
    return SIGN.matcher(before).matches() && !BULLET.matcher(before).matches();
  }

  private String filled(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(call -> Matcher.quoteReplacement(shown(call.group(1))));
  }

  private String shown(String key) {
    var citable = citables.get(key);
    if (citable == null) throw new IllegalStateException("a placeholder was not judged: " + key);
    return citable.shown();
  }
}
