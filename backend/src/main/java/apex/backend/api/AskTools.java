package apex.backend.api;

import apex.backend.agents.reporting.Result;
import apex.backend.chat.Chat;
import apex.backend.chat.Feed;
import apex.backend.chat.Follower;
import apex.edge.json.Json;
import apex.edge.mcp.Argument;
import apex.edge.mcp.Argument.Rule;
import apex.edge.mcp.Arguments;
import apex.edge.mcp.Tool;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.resilience.Deadline;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import apex.stores.postgres.NewMessage;
import apex.stores.postgres.RunRecord;
import apex.stores.postgres.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// The five agents as a tool, and their answer to read again.
final class AskTools {
  private static final int QUESTION_CHARS_MAX = 4_000;
  private static final Map<String, Object> NOTHING = Map.of("type", "null");

  private final Chat chat;
  private final Feed feed;
  private final ChatSocket.Rate rate;
  private final Duration patience;

  /// @param rate of messages, the same as on a socket
  /// @param patience longest wait for an answer
  AskTools(Chat chat, Feed feed, ChatSocket.Rate rate, Duration patience) {
    this.chat = chat;
    this.feed = feed;
    this.rate = rate;
    this.patience = patience;
  }

  List<Tool> tools() {
    return List.of(ask(), run());
  }

  /// @param status how far the run is: `running` when the wait was over before it was
  /// @param answerMarkdown null while there is no answer
  /// @param result the answer as a document, as the protocol's `result`; null while there is none
  /// @param next what to do now; empty when the answer is there
  record Asked(
      RunId runId,
      ThreadId threadId,
      String status,
      String question,
      Optional<String> answerMarkdown,
      Optional<JsonNode> result,
      String next) {}

  private static Map<String, Object> shape() {
    var result = Map.<String, Object>of("anyOf", List.of(Shapes.of(Result.class), NOTHING));
    return Shapes.of(Asked.class, Map.of("result", result));
  }

  private Tool ask() {
    return new Tool(
        "ask",
        "Ask where the money goes and how to spend less",
        """
        Asks the five agents a question about the workspace's spending on language models, in plain \
        words, and waits for their answer: what was spent, what to change, how much that saves, how \
        sure that is, and ready artefacts. Every number in it is computed and has evidence. Give \
        thread_id to ask on in a conversation: period and filters are kept. It takes about a second, \
        longer on much usage; this server keeps no session, so there is no progress meanwhile. When \
        the wait is over first, status is running: fetch the answer with the tool run. Counts as one \
        message of your limit a minute.\
        """,
        List.of(
            Argument.required(
                "question",
                "Such as: Where does our money go and how do we spend less?",
                new Rule.Text(QUESTION_CHARS_MAX)),
            Argument.optional(
                "thread_id", "A conversation of yours to go on with.", FindingTools.RUN),
            Argument.optional(
                "client_message_id",
                "Your own id of this question: calling again with the same one asks nothing new.",
                new Rule.Text(ClientFrame.ID_CHARS_MAX))),
        shape(),
        Tool.Effect.ADDS,
        this::asked);
  }

  private Tool.Answer asked(Identity caller, Arguments arguments) throws InterruptedException {
    caller.require(Permission.ASK);
    rate.count(caller);
    var message =
        new NewMessage(
            arguments.text("client_message_id").orElseGet(() -> UUID.randomUUID().toString()),
            arguments.text("thread_id", ThreadId::parse),
            arguments.text("question").orElseThrow());
    var accepted = chat.ask(caller, message);
    await(caller, accepted.run());
    return shown(caller, chat.find(caller, accepted.run()));
  }

  private void await(Identity caller, RunId run) throws InterruptedException {
    var ended = new CountDownLatch(1);
    try (var _ = feed.follow(caller, run, 0, new End(ended))) {
      var _ = ended.await(Deadline.within(patience).toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Waits for a run's last event.
  private record End(CountDownLatch ended) implements Follower.Ear {
    @Override
    public boolean event(StoredEvent event) {
      if (event.type().endsRun(event.agent())) ended.countDown();
      return true;
    }

    @Override
    public boolean silence(long lastSeq) {
      return true;
    }
  }

  private Tool run() {
    return new Tool(
        "run",
        "Fetch an answer",
        """
        The answer of a question that you asked before, by its run_id: as the tool ask gives it, or \
        status running while the agents are still at it. Fails with the run's own error_code when \
        the run failed.\
        """,
        List.of(Argument.required("run_id", "As the tool ask gave it.", FindingTools.RUN)),
        shape(),
        Tool.Effect.READS,
        this::fetched);
  }

  private Tool.Answer fetched(Identity caller, Arguments arguments) {
    caller.require(Permission.READ);
    return shown(caller, chat.find(caller, arguments.text("run_id", RunId::parse).orElseThrow()));
  }

  private Tool.Answer shown(Identity caller, RunRecord run) {
    var result = chat.result(caller, run);
    if (run.status().terminal() && result.isEmpty()) throw failure(caller, run);
    var markdown = result.map(answer -> answer.path("answer_markdown").asString());
    var next =
        result.isPresent()
            ? ""
            : "It is still being answered: call run with run_id %s in a moment."
                .formatted(run.id());
    var asked =
        new Asked(
            run.id(), run.thread(), run.status().label(), run.question(), markdown, result, next);
    return new Tool.Answer(markdown.orElse(next), asked);
  }

  /// What the run's last event says.
  private ApexException failure(Identity caller, RunRecord run) {
    var data =
        chat.events(caller, run.id(), run.lastSeq() - 1, 1).stream()
            .findFirst()
            .map(event -> Json.tree(event.data()))
            .orElseThrow(
                () -> new ApexException(ErrorCode.BUG, "an ended run without a last event"));
    return new ApexException(
        ErrorCode.valueOf(data.path("error_code").asString()),
        "the run %s failed: %s".formatted(run.id(), data.path("message").asString()),
        data.path("remedy").asString(""));
  }
}
