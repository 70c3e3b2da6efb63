package apex.bench;

import apex.bench.load.Distribution;
import apex.kernel.failure.ApexException;
import apex.ops.chat.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Questions asked one after another or by several people at once, and how they ended.
record Round(List<Answer> answers, List<String> failures) {
  Round {
    answers = List.copyOf(answers);
    failures = List.copyOf(failures);
  }

  /// Takes turns among the crew.
  static Round oneByOne(Crew crew, int questions, String question, Runnable asked) {
    var answers = new ArrayList<Answer>();
    var failures = new ArrayList<String>();
    for (int i = 0; i < questions; i++) ask(crew.member(i), question, answers, failures, asked);
    return new Round(answers, failures);
  }

  /// `people` of the crew ask at the same time until `questions` are asked.
  static Round atOnce(Crew crew, int people, int questions, String question, Runnable asked) {
    var answers = Collections.synchronizedList(new ArrayList<Answer>());
    var failures = Collections.synchronizedList(new ArrayList<String>());
    var next = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < people; i++) {
        var member = crew.member(i);
        threads.submit(() -> {
          while (next.getAndIncrement() < questions)
            ask(member, question, answers, failures, asked);
        });
      }
    }
    return new Round(answers, failures);
  }

  private static void ask(
      Crew.Member member,
      String question,
      List<Answer> answers,
      List<String> failures,
      Runnable asked) {
    try {
      var answer = member.conversation().ask(question, event -> {});
      if (answer.answered()) answers.add(answer);
      else failures.add(String.valueOf(answer.failure().getMessage()));
    } catch (ApexException refused) {
      failures.add(String.valueOf(refused.getMessage()));
    }
    asked.run();
  }

  Round and(Round other) {
    var all = new ArrayList<>(answers);
    all.addAll(other.answers);
    var failed = new ArrayList<>(failures);
    failed.addAll(other.failures);
    return new Round(all, failed);
  }

  Distribution firstEvents() {
    return new Distribution(answers.stream().map(Answer::firstEventMs).toList());
  }

  Distribution wholeAnswers() {
    return new Distribution(answers.stream().map(Answer::answerMs).toList());
  }

  /// How many calls the answers were about; -1 when nothing was answered.
  long calls() {
    return answers.stream()
        .mapToLong(answer -> answer.result().path("calls").asLong(-1))
        .max()
        .orElse(-1);
  }
}
