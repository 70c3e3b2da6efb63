package apex.ops.goldenpath;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.chat.Answer;
import apex.ops.chat.Frame;
import apex.ops.chat.WireEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A good run keeps every rule; each way to break it is caught by its rule.
class EventRuleTest {
  private final List<Frame> good = goodRun();

  @ParameterizedTest
  @EnumSource(EventRule.class)
  void aGoodRunKeepsEveryRule(EventRule rule) {
    assertThat(rule.broken(recording(good))).isEmpty();
  }

  @Test
  void anEventBeforeItsAcceptanceIsCaught() {
    var early = new ArrayList<>(good);
    early.add(0, early.remove(1));
    assertThat(EventRule.ACCEPTED.broken(recording(early))).isPresent();
  }

  @Test
  void anEventOfAnotherRunIsCaught() {
    var mixed = new ArrayList<>(good);
    mixed.add(2, frame("other", 2, "agent_thinking", "triage", "x", 2));
    assertThat(EventRule.ACCEPTED.broken(recording(mixed))).hasValueSatisfying(names("other"));
  }

  @Test
  void aMissingEventIsCaught() {
    assertThat(EventRule.SEQ_WITHOUT_GAPS.broken(recording(without(4)))).isPresent();
  }

  @Test
  void anEventThatCameTwiceIsCaught() {
    var twice = new ArrayList<>(good);
    twice.add(3, twice.get(2));
    assertThat(EventRule.SEQ_WITHOUT_GAPS.broken(recording(twice))).isPresent();
  }

  @Test
  void silenceIsCaught() {
    assertThat(EventRule.SEQ_WITHOUT_GAPS.broken(recording(good.subList(0, 1)))).isPresent();
  }

  @Test
  void anAgentThatNeverEndsIsCaught() {
    var open = where("agent_completed", "data");
    assertThat(EventRule.AGENTS_PAIRED.broken(recording(without(open))))
        .hasValueSatisfying(names("data"));
  }

  @Test
  void aToolThatNeverCompletesIsCaught() {
    var open = where("tool_completed", "data");
    assertThat(EventRule.TOOLS_PAIRED.broken(recording(without(open))))
        .hasValueSatisfying(names("never completed"));
  }

  @Test
  void aToolThatCompletesUnaskedIsCaught() {
    var unasked = where("tool_executing", "data");
    assertThat(EventRule.TOOLS_PAIRED.broken(recording(without(unasked)))).isPresent();
  }

  @Test
  void aClockThatRunsBackIsCaught() {
    var back = new ArrayList<>(good);
    back.set(5, frame("r1", 5, "agent_thinking", "data", "x", 1));
    assertThat(EventRule.TIMESTAMPS_IN_ORDER.broken(recording(back))).isPresent();
  }

  @Test
  void anEventAfterTheTerminalOneIsCaught() {
    var more = new ArrayList<>(good);
    more.add(frame("r1", 99, "agent_thinking", "data", "x", 99));
    assertThat(EventRule.ONE_TERMINAL_EVENT.broken(recording(more))).isPresent();
  }

  @Test
  void twoTerminalEventsAreCaught() {
    var more = new ArrayList<>(good);
    more.add(good.getLast());
    assertThat(EventRule.ONE_TERMINAL_EVENT.broken(recording(more))).isPresent();
  }

  @Test
  void anAgentThatDidNotAnswerIsCaught() {
    var missing = where("agent_completed", "optimization");
    assertThat(EventRule.ALL_AGENTS_ANSWERED.broken(recording(without(missing))))
        .hasValueSatisfying(names("optimization"));
  }

  private static java.util.function.Consumer<String> names(String what) {
    return broken -> assertThat(broken).contains(what);
  }

  private List<Frame> without(int index) {
    var shorter = new ArrayList<>(good);
    shorter.remove(index);
    return shorter;
  }

  private int where(String type, String agent) {
    for (int i = 1; i < good.size(); i++)
      if (good.get(i) instanceof Frame.Event(var event)
          && event.type().equals(type)
          && event.agent().equals(agent)) return i;
    throw new AssertionError("no " + type + " of " + agent);
  }

  private static List<Frame> goodRun() {
    var frames = new ArrayList<Frame>();
    frames.add(new Frame.Accepted("m1", "r1", "t1", false));
    int seq = 1;
    frames.add(frame("r1", seq, "agent_started", "workflow", "", seq++));
    for (var agent : List.of("triage", "data", "optimization", "actions", "reporting")) {
      frames.add(frame("r1", seq, "agent_started", agent, "", seq++));
      frames.add(frame("r1", seq, "tool_executing", agent, "look", seq++));
      frames.add(frame("r1", seq, "tool_completed", agent, "look", seq++));
      frames.add(frame("r1", seq, "agent_completed", agent, "", seq++));
    }
    frames.add(frame("r1", seq, "agent_completed", "workflow", "", seq));
    return frames;
  }

  private static Frame frame(
      String run, long seq, String type, String agent, String tool, long millis) {
    var data = Json.tree(Json.write(Map.of("tool_name", tool)));
    var at = "2026-01-01T00:00:00.%03dZ".formatted(millis);
    return new Frame.Event(new WireEvent(type, agent, seq, run, "t1", at, data, ""));
  }

  private static Recording recording(List<Frame> frames) {
    var last =
        frames.getLast() instanceof Frame.Event(var event)
            ? event
            : new WireEvent("", "", 0, "r1", "t1", "", Json.tree("{}"), "");
    return new Recording(frames, new Answer("r1", "t1", last, 1, Duration.ZERO, Duration.ZERO, 0));
  }
}
