package apex.backend.agents.triage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A text cut into lower-case words, so that `gpt-4o mini` and `gpt-4o-mini` are the same.
record Words(List<Word> all) {

  /// One word and where it stood.
  record Word(String text, int start, int end) {}

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:\\.\\p{N}+)*");

  Words {
    all = List.copyOf(all);
  }

  static Words of(String text) {
    var words = new ArrayList<Word>();
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(match -> words.add(new Word(match.group(), match.start(), match.end())));
    return new Words(words);
  }

  int size() {
    return all.size();
  }

  String joined(int from, int to) {
    return String.join(" ", texts().subList(from, to));
  }

  List<String> texts() {
    return all.stream().map(Word::text).toList();
  }
}
