package apex.bench.faults;

import apex.kernel.failure.ApexException;
import apex.ops.chat.Conversation;
import apex.ops.chat.Frame;
import apex.ops.chat.Question;
import apex.ops.house.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Someone who asks one question after the other, whatever happens, and keeps what was
/// acknowledged: which run each message is said to have.
final class Asker {
  private static final Duration BETWEEN = Duration.ofMillis(300);
  private static final String QUESTION = "Where did our money go last month?";

  private final Session session;
  private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger heard = new AtomicInteger();

  Asker(Session session) {
    this.session = session;
  }

  void askWhile(BooleanSupplier going) {
    while (going.getAsBoolean()) {
      try (var conversation = new Conversation(session, this::note)) {
        while (going.getAsBoolean()) {
          asked.incrementAndGet();
          conversation.ask(Question.of(QUESTION), event -> {});
          heard.incrementAndGet();
          Ward.rest(BETWEEN);
        }
      } catch (ApexException refused) {
        refusals.merge(refused.code().name(), 1, Integer::sum);
        Ward.rest(BETWEEN);
      }
    }
  }

  private void note(Frame frame) {
    if (frame instanceof Frame.Accepted(var message, var run, _, _))
      acknowledged.computeIfAbsent(message, _ -> ConcurrentHashMap.newKeySet()).add(run);
  }

  Session session() {
    return session;
  }

  /// The runs that each acknowledged message was said to have: one, or something is wrong.
  Map<String, Set<String>> acknowledged() {
    return acknowledged;
  }

  /// How often a question was refused or its connection lost for good, by error code.
  Map<String, Integer> refusals() {
    return refusals;
  }

  int asked() {
    return asked.get();
  }

  /// How many ends of runs reached the asker.
  int heard() {
    return heard.get();
  }
}
