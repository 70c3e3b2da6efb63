package apex.backend.api;

import apex.backend.chat.Chat;
import apex.backend.removal.Removals;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.run.MessageId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import apex.stores.postgres.Conversation;
import apex.stores.postgres.Message;
import apex.stores.postgres.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The caller's own conversations and runs, to read again.
final class Conversations {
  private static final int LIST_MAX = 500;
  private static final int RECEIPTS_LOOKED_AT = 200;
  private static final int EVENTS_MAX = 100_000;

  private final Chat chat;
  private final Removals removals;
  private final Callers callers;

  Conversations(Chat chat, Removals removals, Callers callers) {
    this.chat = chat;
    this.removals = removals;
    this.callers = callers;
  }

  record Threads(List<Thread> threads) {
    record Thread(ThreadId threadId, String title, Instant createdAt, Instant updatedAt) {
      static Thread of(Conversation thread) {
        return new Thread(thread.id(), thread.title(), thread.created(), thread.updated());
      }
    }
  }

  record Messages(List<Said> messages) {
    record Said(MessageId messageId, String role, String content, RunId runId, Instant createdAt) {
      static Said of(Message message) {
        return new Said(
            message.id(),
            message.speaker().label(),
            message.content(),
            message.run(),
            message.at());
      }
    }
  }

  /// @param startedAt when it was accepted, while nobody has begun it
  /// @param removedSince what retention and erasure took out of the workspace since the question
  record Run(
      RunId runId,
      ThreadId threadId,
      String status,
      String question,
      Instant startedAt,
      Optional<Instant> endedAt,
      List<EventFrame> events,
      List<RemovalApi.Receipt> removedSince) {
    static Run of(RunRecord run, List<EventFrame> events, List<RemovalApi.Receipt> removedSince) {
      return new Run(
          run.id(),
          run.thread(),
          run.status().label(),
          run.question(),
          run.started().orElse(run.accepted()),
          run.ended(),
          events,
          removedSince);
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/threads",
                Endpoint.Access.TOKEN,
                "The caller's conversations, latest first",
                this::threads)
            .asking("limit", "most to answer, 1 to 500")
            .answers(200, Threads.class),
        Endpoint.get(
                "/api/threads/{id}/messages",
                Endpoint.Access.TOKEN,
                "What was said in one of them, oldest first",
                this::messages)
            .asking("limit", "most to answer, 1 to 500")
            .answers(200, Messages.class),
        Endpoint.get(
                "/api/runs/{id}",
                Endpoint.Access.TOKEN,
                "One of the caller's runs with all its events",
                this::run)
            .answers(200, Run.class));
  }

  private Response threads(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    var threads = chat.threads(identity, limit(request)).stream().map(Threads.Thread::of).toList();
    return Response.json(new Threads(threads));
  }

  private Response messages(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    var thread = request.parameter("id", ThreadId::parse);
    var said = chat.messages(identity, thread, limit(request)).stream().map(Messages.Said::of);
    return Response.json(new Messages(said.toList()));
  }

  private Response run(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    var run = chat.find(identity, request.parameter("id", RunId::parse));
    var events =
        chat.events(identity, run.id(), 0, EVENTS_MAX).stream()
            .map(event -> EventFrame.of(run.id(), run.thread(), event))
            .toList();
    return Response.json(Run.of(run, events, removedSince(identity, run)));
  }

  /// Why this run's figures may not be counted again to the same.
  private List<RemovalApi.Receipt> removedSince(Identity identity, RunRecord run) {
    return removals.receipts(identity.workspace().id(), RECEIPTS_LOOKED_AT).stream()
        .filter(receipt -> receipt.at().isAfter(run.accepted()) && receipt.calls() != 0)
        .map(RemovalApi.Receipt::of)
        .toList();
  }

  private static int limit(Request request) {
    return request.query("limit", 100, 1, LIST_MAX);
  }
}
