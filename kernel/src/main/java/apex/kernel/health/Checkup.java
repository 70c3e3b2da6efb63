package apex.kernel.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Asks every probe at once, each with its own deadline. No answer by then is [Verdict.Unknown],
/// not a longer wait.
public final class Checkup {
  private Checkup() {}

  /// Answers when the longest deadline of `probes` is over at the latest, in their order.
  public static Map<String, Verdict> run(List<Probe> probes) throws InterruptedException {
    return gathered(probes, probes.stream().map(Question::begin).toList());
  }

  /// Answers in at most `deadline`, whatever the probes' own are.
  public static Map<String, Verdict> run(List<Probe> probes, Duration deadline)
      throws InterruptedException {
    return gathered(
        probes, probes.stream().map(probe -> Question.begin(probe, deadline, () -> {})).toList());
  }

  /// How many probes of this process are past their deadline and have not come back.
  public static int stuck() {
    return Question.stuck();
  }

  private static Map<String, Verdict> gathered(
      List<Probe> probes, List<CompletableFuture<Verdict>> answers) throws InterruptedException {
    var verdicts = new LinkedHashMap<String, Verdict>();
    for (int i = 0; i < probes.size(); i++)
      verdicts.put(probes.get(i).service(), await(answers.get(i)));
    return verdicts;
  }

  private static Verdict await(CompletableFuture<Verdict> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException impossible) {
      return new Verdict.Unknown("the probe broke: " + impossible.getCause());
    }
  }
}
