package apex.ops.command;

import apex.ops.chat.Answer;
import apex.ops.chat.Conversation;
import apex.ops.chat.Question;
import apex.ops.chat.WireEvent;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.view.AnswerView;
import apex.ops.view.StepsView;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks one question and shows the steps and the answer.
@Command(
    name = "ask",
    description = {
      "Ask about your usage: shows the agents' steps as they happen, then the answer.",
      "Ctrl-C stops the run."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex ask \"What did we spend and how do we spend less?\"",
      "  ./apex ask \"Which model costs most since March?\" --json | jq .type",
      "  ./apex ask \"How do we spend less?\" --report spend.html",
      "  ./apex ask \"And by route?\" --thread 4be0643f-1d98-573b-97cd-ca98a65347dd"
    })
public final class Ask implements Callable<Integer> {
  private static final long STOP_PATIENCE_SECONDS = 5;

  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Parameters(paramLabel = "QUESTION", description = "The question, in quotes.")
  String question;

  @Option(names = "--thread", paramLabel = "ID", description = "The conversation it continues.")
  Optional<String> thread = Optional.empty();

  @Option(names = "--json", description = "Print the run's events, one a line, exactly as sent.")
  boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write the answer as a document; its ending says the form, as .html.")
  Optional<Path> report = Optional.empty();

  public Ask(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var form = ReportFile.of(Optional.empty(), report);
    var file = report.map(to -> new WholeFile(surroundings.folder().resolve(to), false).checked());
    try (var session = access.signIn(surroundings);
        var conversation = new Conversation(session)) {
      var answer = stoppable(conversation);
      if (!json && answer.answered()) new AnswerView(surroundings.terminal()).print(answer);
      if (!json && !answer.answered()) refused(answer);
      if (answer.answered()) file.ifPresent(to -> form.to(session, answer.runId(), to));
      return answer.complete() ? ExitCode.WELL : ExitCode.FINDINGS;
    }
  }

  /// Ctrl-C asks the house to stop the run, and leaves it a moment to say that it did.
  private Answer stoppable(Conversation conversation) {
    var ended = new CountDownLatch(1);
    var hook = Thread.ofPlatform().unstarted(() -> stop(conversation, ended));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return conversation.ask(Question.of(question).in(thread), listener());
    } finally {
      ended.countDown();
      removed(hook);
    }
  }

  private static void stop(Conversation conversation, CountDownLatch ended) {
    conversation.stop();
    try {
      ended.await(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removed(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // the hook runs right now, which is what it is for
    }
  }

  private Consumer<WireEvent> listener() {
    var terminal = surroundings.terminal();
    return json ? event -> terminal.out().println(event.text()) : new StepsView(terminal);
  }

  private void refused(Answer answer) {
    var failure = answer.failure();
    var err = surroundings.terminal().err();
    err.println("apex: " + failure.getMessage());
    err.println("Try: " + failure.remedy());
  }
}
