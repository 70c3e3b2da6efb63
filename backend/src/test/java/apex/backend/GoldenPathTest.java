package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a person gets who asks: the five promises of the golden path, on real stores and sockets.
class GoldenPathTest {
  static final String QUESTION = "What did we spend and how do we spend less?";
  private final RunningBackend house = RunningBackend.shared();

  @Test
  void aQuestionIsAnsweredByFiveAgentsWithComputedMoney() {
    var asha = house.someone();
    asha.imports(Usage.csv(400), "provider=openai&model=gpt-4o&route=chat");
    try (var line = asha.connect()) {
      var run = line.ask(QUESTION);
      var end = line.end(run);
      assertThat(end.path("type").asString()).as(end.toString()).isEqualTo("agent_completed");
      var result = end.path("data").path("result");
      System.out.println(result.path("answer_markdown").asString());
      assertThat(result.path("calls").asLong()).isEqualTo(400);
      assertThat(result.path("total_cost_usd").asString()).isEqualTo(Usage.cost(400));
      assertThat(result.path("status").asString()).isEqualTo("completed");
      assertThat(completed(line.events(run)))
          .containsExactly("triage", "data", "optimization", "actions", "reporting", "workflow");
    }
  }

  private static List<String> completed(List<JsonNode> events) {
    return events.stream()
        .filter(event -> Person.Line.type(event).equals("agent_completed"))
        .map(event -> event.path("agent_name").asString())
        .toList();
  }
}
