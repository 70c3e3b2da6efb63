package apex.ops.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapesTest {
  @Test
  void whatFitsHasNoFault() {
    assertThat(Shapes.faults("import_receipt", receipt("3"))).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThat(Shapes.faults("import_receipt", receipt("-3")))
        .singleElement()
        .asString()
        .contains("reversed");
  }

  @Test
  void aShapeReachesThroughItsReferences() {
    var event =
        """
        {"type":"agent_completed","seq":9,"run_id":"4be0643f-1d98-473b-97cd-ca98a65347dd",
         "thread_id":"4be0643f-1d98-473b-97cd-ca98a65347dd","agent_name":"workflow",
         "timestamp":"2026-01-01T00:00:00Z",
         "data":{"status":"completed","execution_time_ms":3,"result":{"answer_markdown":"hi"}}}
        """;
    assertThat(Shapes.faults("run_event", event)).anyMatch(fault -> fault.contains("findings"));
  }

  @Test
  void anUnknownShapeIsRefused() {
    assertThatThrownBy(() -> Shapes.faults("no_such", "{}")).hasMessageContaining("no_such");
  }

  private static String receipt(String reversed) {
    return """
    {"import_id":"4be0643f-1d98-473b-97cd-ca98a65347dd","reversed":%s,"at":"2026-01-01T00:00:00Z"}
    """
        .formatted(reversed);
  }
}
