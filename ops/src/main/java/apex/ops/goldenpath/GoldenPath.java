package apex.ops.goldenpath;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.chat.Conversation;
import apex.ops.chat.Frame;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// From log-in to answer, and everything promised on the way.
///
/// @param stranger a second account, in a workspace of its own, for the isolation of two people;
///   those checks are skipped without one
/// @param question what is asked
/// @param budget longest the whole answer may take
public record GoldenPath(
    HouseClient house,
    Credentials account,
    Optional<Credentials> stranger,
    String question,
    Duration budget) {
  public static final String QUESTION = "What did we spend and how do we spend less?";
  public static final Duration BUDGET = Duration.ofSeconds(5);

  /// Never throws for what the house does: that is what the report is for.
  public Report walk() {
    var walk = new Walk();
    walk.promise("wrong_password_refused", Optional.of(account), this::wrongPassword);
    var session = walk.step("login", () -> house.signIn(account));
    walk.step("ticket", session, GoldenPath::ticket);
    var conversation = session.map(Recorder::new);
    walk.step("connection_established", conversation, GoldenPath::established);
    var heard = walk.step("answered", conversation, recorder -> recorder.ask(question));
    Arrays.stream(EventRule.values())
        .forEach(rule -> walk.promise(rule.label(), heard, rule::broken));
    var result = heard.filter(recording -> recording.answer().answered()).map(Recording::result);
    Arrays.stream(ResultRule.values())
        .forEach(rule -> walk.promise(rule.label(), result, rule::broken));
    walk.promise("within_budget", heard, this::tooSlow);
    walk.promise("replayed_in_order", heard, recording -> replay(session.orElseThrow(), recording));
    walk.promise("bad_frame_refused", session, GoldenPath::badFrame);
    isolation(walk, session);
    conversation.ifPresent(Recorder::close);
    session.ifPresent(Session::close);
    return new Report(house.backend().toString(), walk.checks());
  }

  private Optional<String> wrongPassword(Credentials right) {
    try {
      var wrong = new Secret(right.password().reveal() + "-wrong");
      house.signIn(new Credentials(right.email(), wrong)).close();
      return Optional.of("a wrong password was let in");
    } catch (ApexException refused) {
      return expected(refused, ErrorCode.INVALID_CREDENTIALS);
    }
  }

  private static Optional<String> expected(ApexException refused, ErrorCode code) {
    return refused.code() == code
        ? Optional.empty()
        : Optional.of(
            "expected %s, was %s: %s".formatted(code, refused.code(), refused.getMessage()));
  }

  private static String ticket(Session session) {
    var ticket = session.ticket();
    if (ticket.length() < 43) throw fault("a ticket must hold 256 bits, was shorter");
    return ticket;
  }

  private static Frame.Established established(Recorder recorder) {
    var said = recorder.conversation().connect();
    if (!said.protocol().equals("apex.v1"))
      throw fault("the protocol must be apex.v1, was " + said.protocol());
    if (said.limits().isEmpty()) throw fault("connection_established tells no limits");
    return said;
  }

  private Optional<String> tooSlow(Recording heard) {
    var took = heard.answer().whole();
    return took.compareTo(budget) <= 0
        ? Optional.empty()
        : Optional.of(
            "the answer took %d ms, budget %d ms".formatted(took.toMillis(), budget.toMillis()));
  }

  /// The whole run again, on a new connection: the same events, in order, once.
  private static Optional<String> replay(Session session, Recording heard) {
    var expected = heard.events().stream().map(event -> event.text()).toList();
    var again = new ArrayList<String>();
    try (var conversation = new Conversation(session)) {
      var run = heard.answer().runId();
      conversation.resume(run, 0, event -> again.add(event.text()));
    }
    return again.equals(expected)
        ? Optional.empty()
        : Optional.of(
            "%d events were replayed, %d had come".formatted(again.size(), expected.size()));
  }

  private static Optional<String> badFrame(Session session) {
    try (var conversation = new Conversation(session)) {
      conversation.connect();
      var said = conversation.provoke(Map.of("type", "no_such_type"));
      if (!(said instanceof Frame.Refused)) return Optional.of("the house said " + said);
      conversation.ping();
      return Optional.empty();
    }
  }

  private void isolation(Walk walk, Optional<Session> session) {
    if (stranger.isEmpty()) {
      walk.skipped("two_people_apart", "no second account was given");
      walk.skipped("foreign_run_hidden", "no second account was given");
      return;
    }
    var other = walk.step("login_of_second", () -> house.signIn(stranger.get()));
    var both = session.flatMap(one -> other.map(two -> List.of(one, two)));
    var recordings = walk.step("two_at_once", both, this::together);
    walk.promise("two_people_apart", recordings, GoldenPath::apart);
    walk.promise(
        "foreign_run_hidden",
        recordings,
        heard -> hidden(other.orElseThrow(), heard.getFirst().answer().runId()));
    other.ifPresent(Session::close);
  }

  private List<Recording> together(List<Session> sessions) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = sessions.stream().map(one -> threads.submit(() -> askedBy(one))).toList();
      var heard = new ArrayList<Recording>();
      for (var answer : asked) heard.add(answer.get());
      return heard;
    } catch (ExecutionException broke) {
      throw fault("one of two could not ask: " + broke.getCause());
    }
  }

  private Recording askedBy(Session session) {
    try (var recorder = new Recorder(session)) {
      return recorder.ask(question);
    }
  }

  private static Optional<String> apart(List<Recording> both) {
    return both.stream()
        .flatMap(heard -> foreign(heard).stream())
        .findFirst()
        .or(() -> sameRoom(both));
  }

  private static Optional<String> foreign(Recording heard) {
    return heard.events().stream()
        .filter(event -> !event.runId().equals(heard.answer().runId()))
        .map(event -> "an event of run %s reached another person".formatted(event.runId()))
        .findFirst();
  }

  private static Optional<String> sameRoom(List<Recording> both) {
    var runs = both.stream().map(heard -> heard.answer().runId()).distinct().count();
    if (runs != both.size()) return Optional.of("two people were given the same run");
    var rooms =
        both.stream().map(heard -> heard.result().path("workspace_id").asString("")).distinct();
    return rooms.count() == both.size()
        ? Optional.empty()
        : Optional.of("two people in different workspaces were answered from the same one");
  }

  /// Neither over HTTP nor over the WebSocket does a stranger learn that the run exists.
  private static Optional<String> hidden(Session stranger, String run) {
    try {
      stranger.get("/api/runs/" + run);
      return Optional.of("a stranger could read the run");
    } catch (ApexException refused) {
      var wrong = expected(refused, ErrorCode.NOT_FOUND);
      return wrong.isPresent() ? wrong : hiddenOnSocket(stranger, run);
    }
  }

  private static Optional<String> hiddenOnSocket(Session stranger, String run) {
    try (var conversation = new Conversation(stranger)) {
      conversation.connect();
      var said = conversation.provoke(Map.of("type", "resume", "run_id", run, "after_seq", 0));
      return said instanceof Frame.Refused(var reason)
          ? expected(reason, ErrorCode.NOT_FOUND)
          : Optional.of("a stranger could resume the run");
    }
  }

  private static ApexException fault(String what) {
    return new ApexException(ErrorCode.BUG, what);
  }

  /// A conversation that keeps every frame.
  private static final class Recorder implements AutoCloseable {
    private final List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    private final Conversation conversation;

    Recorder(Session session) {
      this.conversation = new Conversation(session, frames::add);
    }

    Conversation conversation() {
      return conversation;
    }

    Recording ask(String question) {
      var answer = conversation.ask(question, event -> {});
      return new Recording(List.copyOf(frames), answer);
    }

    @Override
    public void close() {
      conversation.close();
    }
  }
}
