package apex.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static final Question QUESTION = Question.of("why?");

  private final List<Long> heard = new ArrayList<>();
  private final Hearing hearing = new Hearing(QUESTION, event -> heard.add(event.seq()));

  @Test
  void theQuestionOpensTheFirstConnection() {
    assertThat(hearing.opening())
        .containsEntry("type", "user_message")
        .containsEntry("client_message_id", QUESTION.clientMessageId());
  }

  @Test
  void aLaterConnectionResumesWhereTheFirstStopped() {
    hear(accepted(false), event(1), event(2));
    assertThat(hearing.opening())
        .isEqualTo(Map.of("type", "resume", "run_id", "r1", "after_seq", 2L));
  }

  @Test
  void anEventThatComesTwiceIsHeardOnce() {
    hear(accepted(false), event(1), event(2), event(1), event(2), event(3));
    assertThat(heard).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aGapIsAskedForAndNotHandedOver() {
    hear(accepted(false), event(1));
    assertThat(hearing.take(event(3)))
        .contains(Map.of("type", "resume", "run_id", "r1", "after_seq", 1L));
    hear(event(2), event(3));
    assertThat(heard).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aHeartbeatThatIsAheadAsksForWhatIsMissing() {
    hear(accepted(false), event(1));
    assertThat(hearing.take(new Frame.Heartbeat("r1", 1))).isEmpty();
    assertThat(hearing.take(new Frame.Heartbeat("r1", 2))).isPresent();
  }

  @Test
  void aReplayedQuestionAsksForTheWholeRun() {
    assertThat(hearing.take(accepted(true)))
        .contains(Map.of("type", "resume", "run_id", "r1", "after_seq", 0L));
  }

  @Test
  void eventsOfAnotherRunAreNotHeard() {
    hear(accepted(false), Frame.read(line("other", 1, "agent_started", "workflow")));
    assertThat(heard).isEmpty();
  }

  @Test
  void theTerminalEventMakesTheAnswer() {
    hear(accepted(false), event(1), Frame.read(line("r1", 2, "agent_completed", "triage")));
    assertThat(hearing.answer(0)).isEmpty();
    hear(Frame.read(line("r1", 3, "agent_completed", "workflow")));
    assertThat(hearing.answer(4))
        .hasValueSatisfying(answer -> {
          assertThat(answer.answered()).isTrue();
          assertThat(answer.events()).isEqualTo(3);
          assertThat(answer.reconnections()).isEqualTo(4);
        });
  }

  @Test
  void aRefusalIsThrownWithItsRemedy() {
    var refusal =
        Frame.read(
            """
            {"type":"error","data":{"error_code":"RATE_LIMITED","message":"30 a minute",
             "remedy":"Wait 12 s."}}
            """);
    assertThatThrownBy(() -> hearing.take(refusal))
        .isInstanceOfSatisfying(
            ApexException.class, refused -> assertThat(refused.remedy()).isEqualTo("Wait 12 s."));
  }

  @Test
  void aFrameOfANewKindIsPassedOver() {
    assertThat(hearing.take(Frame.read("{\"type\":\"brand_new\",\"data\":{}}"))).isEmpty();
  }

  private void hear(Frame... frames) {
    for (var frame : frames) hearing.take(frame);
  }

  private static Frame accepted(boolean replayed) {
    return new Frame.Accepted(QUESTION.clientMessageId(), "r1", "t1", replayed);
  }

  private static Frame event(long seq) {
    return Frame.read(line("r1", seq, "agent_thinking", "triage"));
  }

  static String line(String run, long seq, String type, String agent) {
    return """
    {"type":"%s","seq":%d,"run_id":"%s","thread_id":"t1","agent_name":"%s",
     "timestamp":"2026-01-01T00:00:00.%03dZ","data":{"status":"completed","result":{}}}
    """
        .formatted(type, seq, run, agent, seq);
  }
}
