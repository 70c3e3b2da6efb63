package apex.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.kernel.run.EventType;
import apex.ops.chat.Conversation;
import apex.ops.chat.WireEvent;
import apex.ops.goldenpath.Check;
import apex.ops.goldenpath.Check.Outcome;
import apex.ops.goldenpath.GoldenPath;
import apex.ops.house.Credentials;
import apex.ops.protocol.Shapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From log-in to answer through the embedded house, by two people at once.
@Timeout(180)
class GoldenPathTest {
  private static final int CALLS = 3_000;

  @TempDir static Path folder;
  private static HouseUnderTest house;
  private static Credentials owner;
  private static Credentials stranger;

  @BeforeAll
  static void bothHaveUsage() {
    house = HouseUnderTest.in(folder);
    try (var client = house.client()) {
      owner = house.owner();
      stranger = house.stranger(client);
      for (var person : List.of(owner, stranger))
        try (var session = client.signIn(person)) {
          assertThat(HouseUnderTest.load(session, CALLS).path("accepted").asInt()).isEqualTo(CALLS);
        }
    }
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @Test
  void everyPromiseHoldsAndNoneIsSkipped() {
    try (var client = house.client()) {
      var path =
          new GoldenPath(
              client, owner, Optional.of(stranger), GoldenPath.QUESTION, GoldenPath.BUDGET);
      var report = path.walk();
      assertThat(report.checks())
          .as(report.sentence())
          .hasSizeGreaterThanOrEqualTo(25)
          .allSatisfy(
              check -> assertThat(check.outcome()).as(sentence(check)).isEqualTo(Outcome.PASSED));
      assertThat(Shapes.faults("golden_path", Json.write(report.wire()))).isEmpty();
    }
  }

  @Test
  void aWrongPasswordFailsTheWalkAndSkipsWhatFollows() {
    try (var client = house.client()) {
      var wrong = Credentials.of(owner.email(), "not the password");
      var report =
          new GoldenPath(client, wrong, Optional.empty(), "why?", GoldenPath.BUDGET).walk();
      assertThat(report.passed()).isFalse();
      assertThat(report.all(Outcome.FAILED)).extracting(Check::name).containsExactly("login");
      assertThat(report.all(Outcome.SKIPPED)).extracting(Check::name).contains("answered");
    }
  }

  @Test
  void everyEventHasItsShape() {
    for (var event : events())
      assertThat(Shapes.faults("run_event", event.text())).as(event.text()).isEmpty();
  }

  @Test
  void triageTellsWhatIsAskedAndWhetherTheDataSuffice() {
    var thoughts =
        events().stream()
            .filter(event -> event.is(EventType.AGENT_THINKING) && event.agent().equals("triage"))
            .map(event -> event.data().path("reasoning").asString());
    assertThat(thoughts)
        .anyMatch(said -> said.contains("how to spend less") && said.contains("sufficient"));
  }

  @Test
  void aLostConnectionLosesNothing() {
    try (var client = house.client();
        var session = client.signIn(owner);
        var conversation = new Conversation(session)) {
      var seqs = new ArrayList<Long>();
      var answer =
          conversation.ask(
              GoldenPath.QUESTION,
              event -> {
                seqs.add(event.seq());
                if (event.seq() % 5 == 0) conversation.cut();
              });
      assertThat(answer.answered()).isTrue();
      assertThat(answer.reconnections()).isPositive();
      for (int i = 0; i < seqs.size(); i++) assertThat(seqs.get(i)).isEqualTo(i + 1);
    }
  }

  private static List<WireEvent> events() {
    try (var client = house.client();
        var session = client.signIn(owner);
        var conversation = new Conversation(session)) {
      var events = new ArrayList<WireEvent>();
      conversation.ask(GoldenPath.QUESTION, events::add);
      return events;
    }
  }

  private static String sentence(Check check) {
    return check.name() + ": " + check.detail();
  }
}
