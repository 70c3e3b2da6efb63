package apex.bench;

import static org.assertj.core.api.Assertions.assertThat;

import apex.bench.load.Distribution;
import apex.edge.json.Json;
import apex.ops.chat.Answer;
import apex.ops.chat.WireEvent;
import apex.ops.protocol.Shapes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerResultTest {
  @Test
  void aMeasurementHasItsShape() {
    assertThat(Shapes.faults("bench_answer", Json.write(result(List.of()).wire()))).isEmpty();
  }

  @Test
  void aFailedQuestionIsCountedAndFailsTheRun() {
    var result = result(List.of("the run took too long"));
    assertThat(result.well()).isFalse();
    assertThat(result.wire()).containsEntry("failed", 1).containsEntry("questions", 3);
  }

  @Test
  void ofEveryRoundTheAnswersAreCounted() {
    var wire = Json.tree(Json.write(result(List.of()).wire()));
    assertThat(wire.path("calls").asLong()).isEqualTo(7);
    assertThat(wire.path("answer_ms").path("max").asDouble()).isEqualTo(30);
    assertThat(wire.path("floor").path("answer_to_ping").asDouble()).isEqualTo(15);
    assertThat(wire.path("bare_sql").path("answer_to_bare").asDouble()).isEqualTo(1.5);
  }

  private static AnswerResult result(List<String> failures) {
    var alone = new Round(List.of(answer(30)), failures);
    var together = new Round(List.of(answer(20)), List.of());
    var floor = new Floor(new Distribution(List.of(2.0)), new Distribution(List.of(1.0)));
    var bare = Optional.of(new Overheard.Bare(4, new Distribution(List.of(20.0))));
    return new AnswerResult(
        Machine.here(), "http://127.0.0.1:1", 7, 4, 4, 5, "why?", alone, together, floor, bare);
  }

  private static Answer answer(long ms) {
    var data = Json.tree("{\"result\":{\"calls\":7,\"status\":\"completed\"}}");
    var last = new WireEvent("agent_completed", "workflow", 2, "r", "t", "", data, "");
    return new Answer("r", "t", last, 2, Duration.ofMillis(5), Duration.ofMillis(ms), 0);
  }
}
