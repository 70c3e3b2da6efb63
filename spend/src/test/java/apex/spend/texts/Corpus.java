package apex.spend.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Texts about one scenario of spending. A right text calls every figure by its placeholder and
/// names what the figure is about in the same sentence; a wrong one is a right one with one figure
/// that the evidence does not hold.
///
/// The scenario: names `n1` to `n4` (models and routes); the whole `total`, `calls`, `tokens`,
/// `saving` and `period`; and of each name `spend.nI`, `calls.nI`, `tokens.nI`, `share.nI` and
/// `saving.nI`.
public final class Corpus {
  private static final int NAMES = 4;
  private static final int SENTENCES_MIN = 2;
  private static final int SENTENCES_MAX = 6;

  private final RandomGenerator random;

  public Corpus(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// One text with exactly one wrong figure.
  public record Wrong(Kind kind, String text) {}

  public String right() {
    return String.join(" ", sentences());
  }

  public Wrong wrong(Kind kind) {
    var sentences = sentences();
    int at = random.nextInt(sentences.size());
    sentences.set(at, kind.spoil(new Draw(random)));
    return new Wrong(kind, String.join(" ", sentences));
  }

  private List<String> sentences() {
    var sentences = new ArrayList<String>();
    int count = SENTENCES_MIN + random.nextInt(SENTENCES_MAX - SENTENCES_MIN + 1);
    for (int i = 0; i < count; i++) sentences.add(new Draw(random).rightSentence());
    return sentences;
  }

  /// Draws the parts of one sentence.
  static final class Draw {
    private final RandomGenerator random;

    Draw(RandomGenerator random) {
      this.random = random;
    }

    <T> T of(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    int number(int from, int to) {
      return from + random.nextInt(to - from);
    }

    String rightSentence() {
      return named(of(RIGHT));
    }

    /// `A` and `B` become two different names.
    String named(String template) {
      int a = 1 + random.nextInt(NAMES);
      int b = 1 + (a + random.nextInt(NAMES - 1)) % NAMES;
      return template.replace("<A>", "n" + a).replace("<B>", "n" + b);
    }
  }

  static final List<String> RIGHT =
      List.of(
          "We spent {{total}} {{period}}.",
          "The bill came to {{total}} for {{calls}} calls.",
          "The total spend was {{total}} on {{tokens}} tokens.",
          "Your team paid {{total}} {{period}}.",
          "{{<A>}} cost {{spend.<A>}}.",
          "The cost of {{<A>}} was {{spend.<A>}}, a share of {{share.<A>}}.",
          "{{<A>}} cost {{spend.<A>}}, while {{<B>}} cost {{spend.<B>}}.",
          "We paid {{spend.<A>}} for {{<A>}} and {{spend.<B>}} for {{<B>}}.",
          "On {{<A>}} the team made {{calls.<A>}} calls and used {{tokens.<A>}} tokens.",
          "{{<A>}} answered {{calls.<A>}} calls.",
          "The prompts of {{<A>}} hold {{tokens.<A>}} tokens.",
          "{{<A>}} takes a share of {{share.<A>}}.",
          "The share of {{<A>}} is {{share.<A>}}.",
          "A prompt cache on {{<A>}} would save {{saving.<A>}}.",
          "Moving {{<A>}} to batch saves {{saving.<A>}}.",
          "The saving on {{<A>}} is {{saving.<A>}}.",
          "Together the changes save {{saving}}.",
          "The joint saving is {{saving}}, because the changes overlap.",
          "Of the spend of {{total}}, the changes would save {{saving}}.",
          "Set a limit on answers of {{<A>}}; this saves {{saving.<A>}}.",
          "Prompts that repeat can be served from a cache at the provider.",
          "Ask for short answers before you set a limit.",
          "Quality was not measured, so test the switch before you ship it.",
          "Send the same prompts through the new route and compare the answers.",
          "Some calls have no known price, and they are left out of the sum.",
          "The provider may change its prices.",
          "Here is how to spend less.",
          "Start with the change that needs no code.",
          "Check the finish reason of the answers after the change.",
          "The figures come from your own usage records.");
}
