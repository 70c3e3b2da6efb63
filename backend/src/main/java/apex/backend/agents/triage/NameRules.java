package apex.backend.agents.triage;

import apex.spend.figures.DataShape;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the models, routes and providers of a workspace that a question names: exactly, by their
/// beginning or family (`claude`, `sonnet`), or with a typing slip.
final class NameRules {
  /// Route names that are also everyday words of such questions count only as `route x` or quoted.
  private static final Set<String> EVERYDAY =
      Set.of(
          "a",
          "all",
          "answer",
          "answers",
          "api",
          "call",
          "calls",
          "cost",
          "costs",
          "data",
          "day",
          "default",
          "cache",
          "cheap",
          "input",
          "model",
          "models",
          "money",
          "month",
          "none",
          "other",
          "output",
          "price",
          "prompt",
          "prompts",
          "question",
          "report",
          "request",
          "requests",
          "route",
          "routes",
          "save",
          "spend",
          "team",
          "test",
          "the",
          "token",
          "tokens",
          "total",
          "unknown",
          "usage",
          "user",
          "users",
          "week",
          "what",
          "year");

  /// Words that stand for every model of their family.
  private static final Set<String> FAMILIES =
      Set.of(
          "gpt",
          "claude",
          "sonnet",
          "haiku",
          "opus",
          "gemini",
          "flash",
          "mini",
          "nano",
          "llama",
          "mistral",
          "deepseek",
          "qwen",
          "grok",
          "command",
          "embedding",
          "o1",
          "o3",
          "o4");

  private static final Pattern EXCEPT =
      Pattern.compile(
          ".*\\b(?:except(?: for)?|excluding|exclude|without|other than|apart from|not counting"
              + "|but not|ignoring)(?: the)? $");
  private static final Pattern TOWARDS =
      Pattern.compile(
          ".*\\b(?:mov|switch|migrat|replac|chang|went|go|going|swap)\\w*\\b.{0,40}\\b"
              + "(?:to|with|by|for)(?: the)? $"
              + "|.*\\bsame calls (?:on|with)(?: the)? $"
              + "|.*\\b(?:what if|if) .{1,40}\\b(?:ran|runs|used|uses) (?:on )?(?:the )?$"
              + "|.*\\bswitching .{1,40}\\bto(?: the)? $");
  private static final Pattern MODEL_LIKE =
      Pattern.compile(
          "\\b(?:gpt|claude|gemini|llama|mistral|deepseek|qwen|grok|command)-?[\\w.]*[\\w.-]*\\d[\\w.-]*");
  private static final Pattern ROUTE_LIKE =
      Pattern.compile(
          "\\b(?:route|feature|endpoint) (?:called |named )?[\"'“`]([^\"'”`]{1,80})[\"'”`]"
              + "|\\b(?:route|feature|endpoint) (?:called |named )([\\w-]+)");

  private final DataShape shape;

  NameRules(DataShape shape) {
    this.shape = shape;
  }

  /// What a question names.
  ///
  /// @param targets models it asks to move to; they do not narrow the calls
  /// @param strangers names it gives that the workspace does not hold
  record Named(
      List<String> providers,
      List<String> models,
      List<String> routes,
      List<String> targets,
      List<String> strangers) {
    boolean none() {
      return providers.isEmpty() && models.isEmpty() && routes.isEmpty();
    }

    Slice in(Period period) {
      return new Slice(period, providers, models, routes);
    }
  }

  Named find(String question) {
    var text = new Text(question);
    var models = text.find(shape.models(), true);
    var routes = settled(text.find(shape.routes(), false));
    var providers = settled(text.find(shape.providers(), false));
    return new Named(
        chosen(providers, shape.providers()),
        chosen(models, shape.models()),
        chosen(routes, shape.routes()),
        names(models, Mentioned.TARGET),
        text.strangers());
  }

  private enum Mentioned {
    WANTED,
    EXCLUDED,
    TARGET
  }

  /// A known name that the text holds.
  private record Hit(String name, Mentioned as) {}

  /// Only a model can be moved to: `the money that went to anthropic` is about its calls.
  private static List<Hit> settled(List<Hit> hits) {
    return hits.stream()
        .map(hit -> hit.as == Mentioned.TARGET ? new Hit(hit.name, Mentioned.WANTED) : hit)
        .toList();
  }

  private static List<String> chosen(List<Hit> hits, List<String> known) {
    var excluded = names(hits, Mentioned.EXCLUDED);
    if (excluded.isEmpty()) return names(hits, Mentioned.WANTED);
    return known.stream().filter(name -> !excluded.contains(name)).toList();
  }

  private static List<String> names(List<Hit> hits, Mentioned as) {
    return hits.stream().filter(hit -> hit.as == as).map(Hit::name).distinct().toList();
  }

  /// One question while its words are being claimed by names, longest first.
  private static final class Text {
    private final String lower;
    private final Words words;
    private final BitSet claimed = new BitSet();

    Text(String question) {
      this.lower = question.toLowerCase(java.util.Locale.ROOT);
      this.words = Words.of(question);
    }

    List<Hit> find(List<String> known, boolean families) {
      var hits = new ArrayList<Hit>();
      var longestFirst =
          known.stream()
              .sorted(Comparator.comparingInt((String n) -> -Words.of(n).size()))
              .toList();
      for (var name : longestFirst) claim(name, Words.of(name).texts(), hits);
      for (var name : longestFirst) begin(name, known, hits);
      if (families) families(known, hits);
      return hits.stream().sorted(Comparator.comparing(hit -> known.indexOf(hit.name))).toList();
    }

    private void claim(String name, List<String> parts, List<Hit> hits) {
      var whole = String.join(" ", parts);
      for (int i = 0; i + parts.size() <= words.size(); i++) {
        if (!free(i, i + parts.size())) continue;
        if (!Likeness.same(words.joined(i, i + parts.size()), whole)) continue;
        if (parts.size() == 1 && EVERYDAY.contains(whole) && !said(i)) continue;
        hits.add(take(name, i, i + parts.size()));
      }
    }

    /// Two words or more, or one of five letters, that begin exactly this name.
    private void begin(String name, List<String> known, List<Hit> hits) {
      var parts = Words.of(name).texts();
      for (int length = parts.size() - 1; length >= 1; length--)
        for (int i = 0; i + length <= words.size(); i++) {
          var start = words.joined(i, i + length);
          if (!free(i, i + length) || !telling(start, length)) continue;
          if (!start.equals(String.join(" ", parts.subList(0, length)))) continue;
          var from = i;
          var to = i + length;
          known.stream()
              .filter(other -> beginsWith(other, start))
              .forEach(other -> hits.add(new Hit(other, role(from))));
          claimed.set(from, to);
        }
    }

    private static boolean telling(String start, int length) {
      return length > 1
          || (start.length() >= 5 && !EVERYDAY.contains(start) && !FAMILIES.contains(start));
    }

    private static boolean beginsWith(String name, String start) {
      return (String.join(" ", Words.of(name).texts()) + " ").startsWith(start + " ");
    }

    private void families(List<String> known, List<Hit> hits) {
      for (int i = 0; i < words.size(); i++) {
        if (claimed.get(i)) continue;
        var at = i;
        family(words.all().get(i).text()).forEach(family -> widen(family, at, known, hits));
      }
    }

    private static Stream<String> family(String word) {
      var bare = word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
      return FAMILIES.stream().filter(family -> family.equals(bare) || Likeness.same(word, family));
    }

    private void widen(String family, int at, List<String> known, List<Hit> hits) {
      var members = known.stream().filter(name -> Words.of(name).texts().contains(family)).toList();
      members.forEach(name -> hits.add(new Hit(name, role(at))));
      if (!members.isEmpty()) claimed.set(at);
    }

    private boolean free(int from, int to) {
      return claimed.get(from, to).isEmpty();
    }

    private Hit take(String name, int from, int to) {
      claimed.set(from, to);
      return new Hit(name, role(from));
    }

    private Mentioned role(int at) {
      var before = lower.substring(0, words.all().get(at).start());
      if (EXCEPT.matcher(before).matches()) return Mentioned.EXCLUDED;
      return TOWARDS.matcher(before).matches() ? Mentioned.TARGET : Mentioned.WANTED;
    }

    /// Whether the word at `i` is said to be a name: after or before `route`, or in quotes.
    private boolean said(int i) {
      var word = words.all().get(i);
      var before = lower.substring(0, word.start());
      var after = lower.substring(word.end());
      return before.matches(".*(?:route|feature|endpoint) (?:called |named )?[\"'“`]?$")
          || before.matches(".*[\"'“`]$") && after.matches("[\"'”`].*")
          || after.matches("^ (?:route|feature|endpoint)\\b.*");
    }

    List<String> strangers() {
      var strangers = new LinkedHashSet<String>();
      MODEL_LIKE
          .matcher(lower)
          .results()
          .filter(match -> unclaimed(match.start(), match.end()))
          .forEach(match -> strangers.add(lower.substring(match.start(), match.end())));
      ROUTE_LIKE
          .matcher(lower)
          .results()
          .forEach(match -> {
            int group = match.group(1) == null ? 2 : 1;
            if (unclaimed(match.start(group), match.end(group))) strangers.add(match.group(group));
          });
      return List.copyOf(strangers);
    }

    private boolean unclaimed(int start, int end) {
      return IntStream.range(0, words.size())
          .filter(i -> words.all().get(i).start() >= start && words.all().get(i).end() <= end)
          .noneMatch(claimed::get);
    }
  }
}
