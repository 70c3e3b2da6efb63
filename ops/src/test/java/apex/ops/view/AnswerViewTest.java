package apex.ops.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.edge.json.Json;
import apex.ops.chat.Answer;
import apex.ops.chat.WireEvent;
import apex.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerViewTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void findingsThatNoTextNamesAreShownAsATable() {
    print("Nothing much.", false);
    assertThat(said()).contains("f1  $1,234.50  $1.00  $2.00    25.0 %  modelled    Cache it");
  }

  @Test
  void aTextThatNamesFindingsIsEnough() {
    print("f1: cache it.", false);
    assertThat(said()).contains("f1: cache it.").doesNotContain("modelled");
  }

  @Test
  void sampleDataIsCalledThat() {
    print("Nothing much.", true);
    assertThat(said()).startsWith("Sample data, not your own usage.");
  }

  @Test
  void aFailedRunIsThrownWithItsReason() {
    var data = Json.tree("{\"error_code\":\"CANCELLED\",\"message\":\"stopped\",\"remedy\":\"x\"}");
    assertThatThrownBy(() -> view().print(answer("agent_error", data))).hasMessage("stopped");
  }

  private void print(String text, boolean sample) {
    var result =
        """
        {"result":{"answer_markdown":"%s","sample":%s,"calls":7,"findings":[{"id":"f1",
         "title":"Cache it","confidence":"MODELLED","saving":{"p10_usd":"1","p50_usd":"1234.5",
         "p90_usd":"2","share_of_spend":0.25}}]}}
        """
            .formatted(text, sample);
    view().print(answer("agent_completed", Json.tree(result)));
  }

  private AnswerView view() {
    var to = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new AnswerView(Terminal.plain(to, to, InputStream.nullInputStream()));
  }

  private static Answer answer(String type, tools.jackson.databind.JsonNode data) {
    var last = new WireEvent(type, "workflow", 2, "r", "t", "", data, "");
    return new Answer("r", "t", last, 2, Duration.ofMillis(5), Duration.ofMillis(9), 0);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
